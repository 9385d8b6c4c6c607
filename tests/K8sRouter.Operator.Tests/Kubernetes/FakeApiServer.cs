using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace K8sRouter.Operator.Tests.Kubernetes;

/// <summary>A server on a free port of loopback that notes what it is asked and answers as a test says: TLS, HTTP/2.</summary>
internal sealed class FakeApiServer : IAsyncDisposable
{
    private readonly TaskCompletionSource _ended = new();
    private readonly X509Certificate2 _certificate;
    private readonly WebApplication _app;

    private FakeApiServer(string name)
    {
        _certificate = Authority.Issue(name);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = _certificate,
            ClientCertificateMode = ClientCertificateMode.AllowCertificate,
            ClientCertificateValidation = (_, _, _) => true,
        })));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public TestAuthority Authority { get; } = new();

    public Uri Address { get; private set; } = null!;

    public ConcurrentQueue<SeenCall> Calls { get; } = new();

    /// <summary>Answers a call.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = context => JsonAsync(context, "{}");

    /// <summary>Ends with the server: an answer that never comes.</summary>
    public Task Never => _ended.Task;

    /// <summary>The only call, or the newest.</summary>
    public SeenCall Call => Calls.Last();

    /// <summary>Another one each time, whose settings a test may change.</summary>
    public ClusterConnection Connection => new()
    {
        Settings = new() { Host = Address.AbsoluteUri, AccessToken = "first-token" },
        Origin = "test",
        Authorities = [Authority.Certificate],
    };

    public static async Task<FakeApiServer> StartAsync(string name = "127.0.0.1")
    {
        var server = new FakeApiServer(name);
        await server._app.StartAsync();
        server.Address = new(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");
        return server;
    }

    public KubernetesClient Client(TimeProvider? clock = null) => new(Connection, clock ?? TimeProvider.System);

    public void AnswerJson(string json, int status = 200) => Answer = context => JsonAsync(context, json, status);

    /// <summary>Answers with lines, at once, and ends the stream well.</summary>
    public void AnswerLines(params string[] lines) => Answer = context => JsonAsync(context, string.Concat(lines.Select(line => line + "\n")));

    public static async Task JsonAsync(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json));
    }

    public async ValueTask DisposeAsync()
    {
        _ended.TrySetResult();
        await _app.DisposeAsync();
        _certificate.Dispose();
        Authority.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Calls.Enqueue(new(
            context.Request.Method,
            context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            context.Request.Protocol,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Encoding.UTF8.GetString(body.ToArray()),
            context.Connection.ClientCertificate?.Subject));
        await Answer(context);
    }
}
