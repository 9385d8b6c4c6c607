using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Notices;
using K8sRouter.Sidecar.Sinks;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>The port for the kubelet, Prometheus and the operator.</summary>
internal sealed class AdminPort(
    ConfigurationStore configurations, AdminHandlers handlers, JournalHolder journal, SinkSupervisor sinks, NoticeQueue notices,
    EventFeed events, IHostApplicationLifetime lifetime)
{
    public Task HandleAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/healthz" => AdminHandlers.HandleHealthAsync(context),
        "/readyz" => AdminHandlers.HandleReadyAsync(
            context, configurations.Current, configurations.Refusal, lifetime.ApplicationStopping.IsCancellationRequested),
        "/metrics" => handlers.HandleMetricsAsync(context),
        "/revision" => AdminHandlers.HandleRevisionAsync(context, configurations.Current, configurations.Refusal),
        "/observation" => AdminHandlers.HandleObservationAsync(
            context, configurations.Current, configurations.Refusal is not null, sinks.Statuses()),
        "/status" => AdminHandlers.HandleStatusAsync(context, StatusSections.Of(journal.Opened, sinks, notices)),
        "/events" => FollowEventsAsync(context),
        _ => NotFound(context),
    };

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

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
