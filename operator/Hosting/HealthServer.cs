using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace K8sRouter.Operator.Hosting;

/// <summary>Serves a <see cref="HealthPort"/>.</summary>
internal sealed class HealthServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HealthServer(WebApplication app, string address) => (_app, Address) = (app, address);

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    public static async Task<HealthServer> StartAsync(IPEndPoint listen, HealthPort port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(listen);
        });
        var app = builder.Build();
        app.Run(port.HandleAsync);
        await app.StartAsync(cancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new HealthServer(app, addresses.First());
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
