using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace K8sRouter.EndToEnd.Tests.Network;

/// <summary>A provider behind a certificate that only its own authority vouches for.</summary>
internal sealed class HttpsProvider : IAsyncDisposable
{
    private const string Completion =
        """{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"over TLS"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""";

    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;
    private int _calls;

    private HttpsProvider(WebApplication app, X509Certificate2 certificate) => (_app, _certificate) = (app, certificate);

    public string Address => _app.Urls.First();

    /// <summary>How often it was called.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>With what the last caller made itself known.</summary>
    public string? Authorization { get; private set; }

    /// <summary>The certificate, as a bundle of authorities holds it.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    public static async Task<HttpsProvider> StartAsync()
    {
        var certificate = OwnCertificate.Create("127.0.0.1");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        var provider = new HttpsProvider(app, certificate);
        app.Run(context =>
        {
            provider.Authorization = context.Request.Headers.Authorization;
            Interlocked.Increment(ref provider._calls);
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(Completion);
        });
        await app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _certificate.Dispose();
    }
}
