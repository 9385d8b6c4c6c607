using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Operator.Tests.Webhooks.Admission;
using K8sRouter.Operator.Tests.Webhooks.Certificates;
using K8sRouter.Operator.Webhooks.Admission;

namespace K8sRouter.Operator.Tests.Webhooks;

public sealed class WebhookServerTests : IAsyncLifetime
{
    private const string Policy = "{apiVersion: k8srouter.io/v1alpha1, kind: WorkspacePrivacyPolicy, metadata: {name: default, namespace: team-a}, spec: {region: Us}}";

    private readonly MemoryCertificateStore _store = new();
    private WebhookHouse _house = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _house = await WebhookHouse.StartAsync(_store);
        _client = WebhookHouse.Client(_store.Bundle);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _house.DisposeAsync();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_review_is_answered_over_either_version_of_HTTP(string version)
    {
        using var client = WebhookHouse.Client(_store.Bundle, Version.Parse(version));

        using var answer = await client.PostAsync(_house.Validate, Json(Review.Of(Review.Object(Policy)).ToJsonString()));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        var response = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("admission.k8s.io/v1", (string?)response["apiVersion"]);
        Assert.True((bool)response["response"]!["allowed"]!);
        Assert.Equal("705ab4f5-6393-11e8-b7cc-42010a800002", (string?)response["response"]!["uid"]);
    }

    [Fact]
    public async Task Pods_are_answered_at_a_path_of_their_own_with_a_patch()
    {
        const string Pod = """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "1", "kind": {"group": "", "version": "v1", "kind": "Pod"}, "namespace": "team-a",
             "operation": "CREATE", "object": {"metadata": {"name": "web"}, "spec": {"containers": [{"name": "web", "image": "web"}]}}}}
            """;

        using var answer = await _client.PostAsync(_house.Inject, Json(Pod));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("JSONPatch", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["response"]!["patchType"]);
    }

    [Theory]
    [InlineData("GET", "/inject/namespace", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/validate", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/metrics", HttpStatusCode.NotFound)]
    [InlineData("POST", "/validate/", HttpStatusCode.NotFound)]
    public async Task Nothing_else_is_served(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(_house.Validate, path));
        using var answer = await _client.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("", "the body isn't JSON")]
    [InlineData("no", "the body isn't JSON")]
    [InlineData("{}", "must be an AdmissionReview of admission.k8s.io/v1")]
    [InlineData("[]", "must be an AdmissionReview of admission.k8s.io/v1")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview"}""", "must be an AdmissionReview of admission.k8s.io/v1")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}""", "request is missing")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{}}""", "request.uid is missing")]
    [InlineData("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"1"}}""", "request.kind or request.operation is missing")]
    public async Task What_is_no_review_is_refused_with_the_reason(string body, string reason)
    {
        using var answer = await _client.PostAsync(_house.Validate, Json(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        using var answer = await _client.PostAsync(_house.Validate, new StringContent("{}", Encoding.UTF8, "application/yaml"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_too_large_is_refused_and_the_next_is_served(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _house.Validate) { Content = Json(new string(' ', AdmissionEndpoint.MostBytes + 1)) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        using var answer = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        using var next = await _client.PostAsync(_house.Validate, Json(Review.Of(Review.Object(Policy)).ToJsonString()));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Two_objects_of_three_mebibytes_fit_into_a_review()
    {
        var old = Review.Object(Policy);
        old["metadata"]!["annotations"] = new JsonObject { ["note"] = new string('x', 3 << 20) };
        var next = old.DeepClone().AsObject();
        next["spec"]!["region"] = "Europe";

        using var answer = await _client.PostAsync(_house.Validate, Json(Review.Of(next, old).ToJsonString()));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Either_modern_TLS_is_spoken(SslProtocols protocol)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _house.Server.Port);
        await using var tls = new SslStream(socket.GetStream());
        var options = WebhookHouse.Trusting(_store.Bundle);
        options.EnabledSslProtocols = protocol;

        await tls.AuthenticateAsClientAsync(options);

        Assert.Equal(protocol, tls.SslProtocol);
    }

    [Fact]
    public async Task A_request_that_has_begun_is_answered_although_the_server_stops()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, _house.Server.Port);
        await using var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(WebhookHouse.Trusting(_store.Bundle));
        var body = Review.Of(Review.Object(Policy)).ToJsonString();
        await tls.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /validate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n"));
        using var reader = new StreamReader(tls);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());

        var stopping = _house.Server.StopAsync(default);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(body));

        Assert.Equal("", await reader.ReadLineAsync());
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync());
        await stopping;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
