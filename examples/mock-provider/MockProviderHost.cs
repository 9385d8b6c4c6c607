using K8sRouter.MockProvider.Control;
using K8sRouter.MockProvider.Faults;
using K8sRouter.MockProvider.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace K8sRouter.MockProvider;

/// <summary>A running mock provider; tests start it in their own process.</summary>
internal sealed class MockProviderHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MockProviderHost(WebApplication app, RequestLog requests, FaultQueue faults)
    {
        _app = app;
        Requests = requests;
        Faults = faults;
    }

    /// <summary>Address without trailing slash or path.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What arrived.</summary>
    public RequestLog Requests { get; }

    /// <summary>Faults that the next calls meet.</summary>
    public FaultQueue Faults { get; }

    public static async Task<MockProviderHost> StartAsync(MockOptions options, CancellationToken cancellation = default)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // A free port can't be asked for by name: "localhost:0" would be two sockets.
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen, options.Port);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
        });
        var app = builder.Build();

        var requests = new RequestLog(options, TimeProvider.System);
        var faults = new FaultQueue();
        ControlRoutes.Map(app, requests, faults);
        app.MapFallback("{**path}", new ProviderPipeline(options, requests, faults, TimeProvider.System).InvokeAsync);

        await app.StartAsync(cancellation);
        return new MockProviderHost(app, requests, faults)
        {
            Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(),
        };
    }

    public static async Task<int> RunAsync(MockOptions options, CancellationToken cancellation)
    {
        try
        {
            await using var host = await StartAsync(options, cancellation);
            Console.WriteLine($"mock provider {options.Name}: {host.Address}");
            await host._app.WaitForShutdownAsync(cancellation);
            return 0;
        }
        catch (IOException)
        {
            await Console.Error.WriteLineAsync(
                $"mock provider {options.Name}: port {options.Port} is in use; choose another by --port");
            return 1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }
}
