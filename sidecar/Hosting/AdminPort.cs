using System.Net;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Notices;
using K8sRouter.Sidecar.Sinks;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>
/// The port for the kubelet, Prometheus and the operator. Health, revision and numbers are everybody's who gets there; details
/// need the admin token wherever others than this pod get there, and ending the process needs it always.
/// </summary>
internal sealed class AdminPort(
    SidecarOptions options, ConfigurationStore configurations, AdminHandlers handlers, JournalHolder journal,
    SinkSupervisor sinks, NoticeQueue notices, EventFeed events, Ending ending, IHostApplicationLifetime lifetime)
{
    private const string OnlyPost = "POST ends the process; nothing else is done here.";

    private readonly bool _open = ListenAddress.IsLoopback(options.AdminListen);

    public Task HandleAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/healthz" => AdminHandlers.HandleHealthAsync(context),
        "/readyz" => AdminHandlers.HandleReadyAsync(
            context, configurations.Current, configurations.Refusal, ending.HasBegun, MayKnowReasons(context)),
        "/metrics" => handlers.HandleMetricsAsync(context),
        "/revision" => AdminHandlers.HandleRevisionAsync(
            context, configurations.Current, configurations.Refusal, MayKnowReasons(context)),
        "/observation" => AdminHandlers.HandleObservationAsync(
            context, configurations.Current, configurations.Refusal, configurations.Trust, sinks.Statuses()),
        "/status" => Refusal(context, _open) is { } refusal
            ? AdminHandlers.RefuseAsync(context, StatusCodes.Status401Unauthorized, refusal)
            : AdminHandlers.HandleStatusAsync(context, StatusSections.Of(journal.Opened, sinks, notices)),
        "/events" => Refusal(context, _open) is { } refusal
            ? AdminHandlers.RefuseAsync(context, StatusCodes.Status401Unauthorized, refusal)
            : FollowEventsAsync(context),
        "/quit" => QuitAsync(context),
        _ => NotFound(context),
    };

    /// <summary>Ends the process as SIGTERM would, once the caller has its answer.</summary>
    private async Task QuitAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            await AdminHandlers.RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, OnlyPost);
            return;
        }
        if (Refusal(context, open: false) is { } refusal)
        {
            await AdminHandlers.RefuseAsync(context, StatusCodes.Status401Unauthorized, refusal);
            return;
        }
        await AdminHandlers.HandleQuitAsync(context);
        ending.Begin(EndingCauses.Quit);
    }

    /// <summary>
    /// The latest events and those that come, a CloudEvents envelope a line, until the reader leaves or the process ends.
    /// </summary>
    private async Task FollowEventsAsync(HttpContext context)
    {
        context.Response.ContentType = "application/x-ndjson";
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await context.Response.StartAsync(end.Token);
        try
        {
            await foreach (var line in events.Subscribe(end.Token))
                await context.Response.Body.WriteAsync(line, end.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader left, or the process ends.
        }
    }

    /// <summary>
    /// Why a configuration was refused helps who stands beside the sidecar, such as its own <c>wait</c>; it names parts of the
    /// configuration, which aren't everybody's in the cluster.
    /// </summary>
    private bool MayKnowReasons(HttpContext context) =>
        _open
        || context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
        || Refusal(context, open: false) is null;

    private string? Refusal(HttpContext context, bool open)
    {
        if (open)
            return null;
        string? token = null;
        configurations.Current?.Credentials.TryGet(ConfigFiles.AdminToken, out token);
        return AdminAccess.Refusal(context.Request.Headers.Authorization, token);
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
