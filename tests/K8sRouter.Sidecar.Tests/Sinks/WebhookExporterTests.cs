using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Sinks;

public sealed class WebhookExporterTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _client = DestinationHttp.CreateClient(allowPrivate: true);
    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private Receiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_webhook_gets_otlp_json_with_its_own_headers_from_secrets()
    {
        var destination = Webhook() with
        {
            Config = new Dictionary<string, string> { ["url"] = "********", ["method"] = "PUT", ["headers.X-Key"] = "********" },
            SecretFiles = new Dictionary<string, string> { ["url"] = "file-url", ["headers.X-Key"] = "file-key" },
        };

        var result = await ExportAsync(destination, file => file == "file-url" ? _receiver.Url : "s3cret");

        Assert.Equal(ExportResult.Delivered, result);
        var got = Assert.Single(_receiver.Got);
        Assert.Equal(("PUT", "/hook", "application/json", "s3cret"), (got.Method, got.Path, got.ContentType, got.Headers["X-Key"]));
        var span = JsonElement.Parse(got.Body).GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0].GetProperty("spans")[0];
        Assert.Equal(TraceIds.Trace(null, SinkFixture.Record(1).Id), span.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task A_collectors_endpoint_is_used_verbatim()
    {
        var collector = Webhook() with { Type = "otel-collector", Config = new Dictionary<string, string> { ["endpoint"] = _receiver.Url } };

        Assert.Equal(ExportStatus.Delivered, (await ExportAsync(collector)).Status);
        Assert.Equal(("POST", "/hook"), (_receiver.Got.Single().Method, _receiver.Got.Single().Path));
    }

    [Theory]
    [InlineData(200, ExportStatus.Delivered, null)]
    [InlineData(204, ExportStatus.Delivered, null)]
    [InlineData(302, ExportStatus.Dropped, "http_302")]
    [InlineData(400, ExportStatus.Dropped, "http_400")]
    [InlineData(401, ExportStatus.Dropped, "http_401")]
    [InlineData(408, ExportStatus.Retry, "http_408")]
    [InlineData(500, ExportStatus.Retry, "http_500")]
    [InlineData(501, ExportStatus.Dropped, "http_501")]
    [InlineData(502, ExportStatus.Retry, "http_502")]
    [InlineData(503, ExportStatus.Retry, "http_503")]
    [InlineData(504, ExportStatus.Retry, "http_504")]
    public async Task Each_status_is_delivered_retried_or_dropped(int status, ExportStatus expected, string? code)
    {
        _receiver.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = _receiver.Url + "/elsewhere";
            return Task.CompletedTask;
        };

        var result = await ExportAsync(Webhook());

        Assert.Equal((expected, code), (result.Status, result.Code));
        Assert.Single(_receiver.Got);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Fri, 20 Nov 2026 12:00:30 GMT", 30)]
    [InlineData("86400", 600)]
    [InlineData("nonsense", null)]
    public async Task Too_many_requests_is_retried_when_the_destination_says(string retryAfter, int? seconds)
    {
        _receiver.Answer = (context, _) => Receiver.Status(context, 429, retryAfter);

        var result = await ExportAsync(Webhook());

        Assert.Equal(ExportResult.Retry("http_429", seconds is null ? null : TimeSpan.FromSeconds(seconds.Value)), result);
    }

    [Fact]
    public async Task A_destination_that_hangs_is_given_up_after_its_time()
    {
        var arrived = new TaskCompletionSource();
        _receiver.Answer = (_, _) =>
        {
            arrived.SetResult();
            return _receiver.HangAsync();
        };

        var export = ExportAsync(Webhook());
        await arrived.Task;
        _clock.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(ExportResult.Retry(ExportFaults.Timeout), await export);
    }

    [Fact]
    public async Task A_connection_that_is_reset_or_refused_is_retried()
    {
        _receiver.Answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        Assert.Equal(ExportResult.Retry(ExportFaults.Connection), await ExportAsync(Webhook()));
        await _receiver.DisposeAsync();
        Assert.Equal(ExportResult.Retry(ExportFaults.Connection), await ExportAsync(Webhook()));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest", true, ExportFaults.RefusedAddress)]
    [InlineData("http://[::ffff:169.254.169.254]/", true, ExportFaults.RefusedAddress)]
    [InlineData("http://2852039166/", true, ExportFaults.RefusedAddress)]
    [InlineData("http://example.com/", false, ExportFaults.InvalidUrl)]
    [InlineData("ftp://example.com/", true, ExportFaults.InvalidUrl)]
    [InlineData("no url", true, ExportFaults.InvalidUrl)]
    public async Task Addresses_that_nothing_may_be_sent_to_are_refused(string url, bool plaintext, string fault)
    {
        var destination = Webhook() with { AllowPlaintext = plaintext, Config = new Dictionary<string, string> { ["url"] = url } };

        Assert.Equal(ExportResult.Retry(fault), await ExportAsync(destination));
    }

    [Fact]
    public async Task A_name_that_resolves_to_a_refused_address_is_refused_at_connect()
    {
        using var strict = DestinationHttp.CreateClient(allowPrivate: false);
        var destination = Webhook() with { Config = new Dictionary<string, string> { ["url"] = _receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) } };

        var result = await ExporterFactory.Create(destination, _ => null, strict, _clock)!.ExportAsync([new(SinkFixture.Record(1), null)], default);

        Assert.Equal(ExportResult.Retry(ExportFaults.RefusedAddress), result);
        Assert.Empty(_receiver.Got);
    }

    [Fact]
    public async Task A_secret_that_isnt_there_keeps_the_trace_waiting()
    {
        var destination = Webhook() with { SecretFiles = new Dictionary<string, string> { ["headers.X-Key"] = "file" } };

        Assert.Equal(ExportResult.Retry(ExportFaults.MissingSecret), await ExportAsync(destination));
    }

    [Fact]
    public void A_type_of_a_newer_operator_has_no_exporter() =>
        Assert.Null(ExporterFactory.Create(Webhook() with { Type = "of-a-newer-operator" }, _ => null, _client, _clock));

    private DestinationEntry Webhook() => new()
    {
        Name = "one",
        Id = "d-1",
        Type = "webhook",
        AllowPlaintext = true,
        Config = new Dictionary<string, string> { ["url"] = _receiver.Url },
    };

    private Task<ExportResult> ExportAsync(DestinationEntry destination, Func<string, string?>? secrets = null) =>
        ExporterFactory.Create(destination, secrets ?? (_ => null), _client, _clock)!.ExportAsync([new(SinkFixture.Record(1), null)], default);
}
