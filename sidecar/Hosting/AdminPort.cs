using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Configuration;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>The port for the kubelet, Prometheus and the operator.</summary>
internal sealed class AdminPort(ConfigurationStore configurations, AdminHandlers handlers, JournalHolder journal, IHostApplicationLifetime lifetime)
{
    public Task HandleAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/healthz" => AdminHandlers.HandleHealthAsync(context),
        "/readyz" => AdminHandlers.HandleReadyAsync(
            context, configurations.Current, configurations.Refusal, lifetime.ApplicationStopping.IsCancellationRequested),
        "/metrics" => handlers.HandleMetricsAsync(context),
        "/revision" => AdminHandlers.HandleRevisionAsync(context, configurations.Current, configurations.Refusal),
        "/status" => AdminHandlers.HandleStatusAsync(context, StatusSections.Of(journal.Opened)),
        _ => NotFound(context),
    };

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
