using System.Net.Security;
using System.Security.Authentication;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Webhooks.Admission;
using K8sRouter.Operator.Webhooks.Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace K8sRouter.Operator.Webhooks;

/// <summary>The https port that the API server calls. Every handshake takes the certificate of that instant.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private const int MostConnections = 256;

    private readonly WebApplication _app;
    private volatile bool _isLeaving;

    private WebhookServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    public static async Task<WebhookServer> StartAsync(
        WebhookOptions options, CertificateManager certificates, AdmissionEndpoint endpoint, ILoggerFactory logs,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = AdmissionEndpoint.MostBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(Handshake(certificates)),
                });
            });
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopGrace);
        var app = builder.Build();
        var server = new WebhookServer(app);
        app.Run(context =>
        {
            if (server._isLeaving && HttpProtocol.IsHttp11(context.Request.Protocol))
                context.Response.Headers.Connection = "close";
            return endpoint.HandleAsync(context);
        });
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Port = new Uri(addresses.First()).Port;
        Log.WebhookListening(logs.CreateLogger<WebhookServer>(), server.Port);
        return server;
    }

    /// <summary>
    /// From now on every answer ends its connection: whoever calls again opens another, to a replica that stays. The API server
    /// speaks HTTP/1.1, in which a connection that is closed while a call is sent loses the call.
    /// </summary>
    public void Leave() => _isLeaving = true;

    /// <summary>Accepts nothing new and lets what has begun finish, for as long as the options say.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static SslServerAuthenticationOptions Handshake(CertificateManager certificates) => new()
    {
        ServerCertificateContext = certificates.Served?.Context
            ?? throw new AuthenticationException("The webhook has no certificate yet."),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };
}
