using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace K8sRouter.Core.Tests.Destinations.Vendors;

/// <summary>
/// A real HTTP server on a free port of loopback in the place of every vendor: whatever <see cref="Client"/> calls arrives here, and
/// is checked as strictly as the vendor would.
/// </summary>
public sealed class VendorServer : IAsyncLifetime
{
    private readonly TaskCompletionSource _ended = new();
    private TaskCompletionSource _answered = new();
    private WebApplication _app = null!;

    internal HttpClient Client { get; private set; } = null!;

    internal ConcurrentQueue<Received> Got { get; } = new();

    /// <summary>Why requests were refused.</summary>
    internal ConcurrentQueue<string> Refusals { get; } = new();

    /// <summary>Throws <see cref="Refused"/> for what the vendor doesn't take.</summary>
    internal Action<Received> Check { get; set; } = _ => { };

    /// <summary>Answers what was taken.</summary>
    internal Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Ends when the client has an answer's headers.</summary>
    internal Task Answered => _answered.Task;

    /// <summary>Ends with the server: an answer that never comes.</summary>
    internal Task HangAsync() => _ended.Task;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        _app = builder.Build();
        _app.Run(ReceiveAsync);
        await _app.StartAsync();
        string address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Client = new(new Rerouting(new Uri(address), () => _answered.TrySetResult()) { InnerHandler = new SocketsHttpHandler { ActivityHeadersPropagator = null, AllowAutoRedirect = false } }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task DisposeAsync()
    {
        _ended.TrySetResult();
        Client.Dispose();
        await _app.DisposeAsync();
    }

    internal void Reset()
    {
        _answered = new();
        Got.Clear();
        Refusals.Clear();
        Check = _ => { };
        Answer = _ => Task.CompletedTask;
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.Where(header => header.Key != Rerouting.Original)
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var received = new Received(
            context.Request.Method, new Uri(context.Request.Headers[Rerouting.Original]!),
            context.Features.Get<IHttpRequestFeature>()!.RawTarget, headers, body.ToArray());
        Got.Enqueue(received);
        try
        {
            Check(received);
        }
        catch (Refused refusal)
        {
            Refusals.Enqueue(refusal.Message);
            context.Response.StatusCode = refusal.Status;
            return;
        }
        await Answer(context);
    }

    /// <summary>Sends everything to one address, with the host that it was meant for.</summary>
    private sealed class Rerouting(Uri server, Action answered) : DelegatingHandler
    {
        public const string Original = "X-Test-Original-Url";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var meant = request.RequestUri!;
            request.Headers.TryAddWithoutValidation(Original, meant.AbsoluteUri);
            request.Headers.Host = meant.IsDefaultPort ? meant.IdnHost : $"{meant.IdnHost}:{meant.Port}";
            request.RequestUri = new Uri(server, meant.PathAndQuery);
            var response = await base.SendAsync(request, cancellationToken);
            answered();
            return response;
        }
    }
}
