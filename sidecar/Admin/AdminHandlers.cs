using System.Reflection;
using System.Text;
using K8sRouter.Core.Telemetry;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Json;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Admin;

/// <summary>The admin port's endpoints: for the kubelet, Prometheus and the operator.</summary>
internal sealed class AdminHandlers(PrometheusRegistry registry)
{
    /// <summary>Version of this program, as its build states it.</summary>
    public static string ProgramVersion { get; } =
        typeof(AdminHandlers).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    /// <summary><c>/healthz</c>: the process answers. No more, or a restart would answer another's outage.</summary>
    public static Task HandleHealthAsync(HttpContext context) => SendTextAsync(context, "text/plain; charset=utf-8", "ok\n");

    /// <summary><c>/readyz</c>: 200 with a configuration in force and not shutting down, else 503 that says why.</summary>
    public static Task HandleReadyAsync(
        HttpContext context, ActiveConfiguration? configuration, ConfigurationRefusal? refusal, bool shuttingDown = false)
    {
        string? obstacle = Obstacle(configuration, refusal, shuttingDown);
        int status = obstacle is null ? 200 : 503;
        return JsonAnswer.SendAsync(context, status, JsonAnswer.Render(obstacle, AdminWriter.WriteReadiness));
    }

    /// <summary><c>/metrics</c>.</summary>
    public Task HandleMetricsAsync(HttpContext context)
    {
        var text = new PrometheusText();
        registry.Write(text);
        ProcessMetrics.Write(text);
        return SendTextAsync(context, PrometheusText.ContentType, text.ToString());
    }

    /// <summary><c>/revision</c>.</summary>
    public static Task HandleRevisionAsync(
        HttpContext context, ActiveConfiguration? configuration, ConfigurationRefusal? refusal) =>
        JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(
            (configuration, refusal),
            static (json, s) => AdminWriter.WriteRevision(json, s.configuration, s.refusal, ProgramVersion)));

    /// <summary><c>/observation</c>.</summary>
    public static Task HandleObservationAsync(
        HttpContext context, ActiveConfiguration? configuration, bool refuses, IReadOnlyList<SinkStatus> sinks) =>
        JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(
            (configuration, refuses, sinks),
            static (json, s) => ObservationWriter.Write(json, s.configuration, s.refuses, s.sinks)));

    /// <summary><c>/status</c>.</summary>
    public static Task HandleStatusAsync(HttpContext context, IEnumerable<StatusSection> sections) =>
        JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(sections, AdminWriter.WriteStatus));

    private static string? Obstacle(ActiveConfiguration? configuration, ConfigurationRefusal? refusal, bool shuttingDown)
    {
        if (shuttingDown)
            return "shutting down";
        if (configuration is not null)
            return null;
        return refusal is null ? "no configuration has been found yet" : $"the configuration was refused: {refusal.Reason}";
    }

    private static Task SendTextAsync(HttpContext context, string contentType, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
