using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace K8sRouter.Operator.Tests.Commands;

/// <summary>A webhook on a free port of loopback that wants a token.</summary>
public sealed class DestinationReceiver : IAsyncLifetime
{
    public const string Token = "Bearer s3cret-token";

    private WebApplication _app = null!;

    internal string Address { get; private set; } = "";

    internal ConcurrentQueue<string> Got { get; } = new();

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(ReceiveAsync);
        await _app.StartAsync();
        Address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Got.Enqueue($"{context.Request.Path} {context.Request.Headers["X-Test-Connection"]} {await reader.ReadToEndAsync()}");
        if (context.Request.Path == "/elsewhere")
            context.Response.Redirect("/");
        else if (context.Request.Headers.Authorization != Token)
            context.Response.StatusCode = 401;
    }
}
