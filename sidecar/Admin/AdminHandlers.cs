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
    /// <summary>In the place of a refusal's reason, for who may not know it.</summary>
    public const string RefusalUndetailed = "the sidecar's log, and this port with the admin token, say why";

    /// <summary>Version of this program, as its build states it.</summary>
    public static string ProgramVersion { get; } =
        typeof(AdminHandlers).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    /// <summary><c>/healthz</c>: the process answers. No more, or a restart would answer another's outage.</summary>
    public static Task HandleHealthAsync(HttpContext context) => SendTextAsync(context, "text/plain; charset=utf-8", "ok\n");

    /// <summary><c>/readyz</c>: 200 with a configuration in force and not shutting down, else 503 that says why.</summary>
    /// <param name="context">The request.</param>
    /// <param name="configuration">What is in force.</param>
    /// <param name="refusal">Why what is mounted isn't.</param>
    /// <param name="shuttingDown">Whether the process ends.</param>
    /// <param name="detailed">
    /// Whether the caller may know what is wrong with a configuration: the reason names models, providers and folders.
    /// </param>
    public static Task HandleReadyAsync(
        HttpContext context, ActiveConfiguration? configuration, ConfigurationRefusal? refusal, bool shuttingDown = false,
        bool detailed = true)
    {
        string? obstacle = Obstacle(configuration, detailed ? refusal : Undetailed(refusal), shuttingDown);
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

    /// <summary><c>/revision</c>; <paramref name="detailed"/> as at <see cref="HandleReadyAsync"/>.</summary>
    public static Task HandleRevisionAsync(
        HttpContext context, ActiveConfiguration? configuration, ConfigurationRefusal? refusal, bool detailed = true) =>
        JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(
            (configuration, refusal: detailed ? refusal : Undetailed(refusal)),
            static (json, s) => AdminWriter.WriteRevision(json, s.configuration, s.refusal, ProgramVersion)));

    /// <summary><c>/observation</c>.</summary>
    public static Task HandleObservationAsync(
        HttpContext context, ActiveConfiguration? configuration, ConfigurationRefusal? refusal, ConfigurationTrust? trust,
        IReadOnlyList<SinkStatus> sinks) =>
        JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(
            (configuration, refusal, trust, sinks),
            static (json, s) => ObservationWriter.Write(json, s.configuration, s.refusal, s.trust, s.sinks, ProgramVersion)));

    /// <summary><c>/status</c>.</summary>
    public static Task HandleStatusAsync(HttpContext context, IEnumerable<StatusSection> sections) =>
        JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(sections, AdminWriter.WriteStatus));

    /// <summary><c>/quit</c>, granted: the answer comes first, then the end.</summary>
    public static Task HandleQuitAsync(HttpContext context) =>
        JsonAnswer.SendAsync(
            context, StatusCodes.Status202Accepted, JsonAnswer.Render(0, static (json, _) => AdminWriter.WriteQuit(json)));

    /// <summary>What the caller may not have, or not so, and what to send instead.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        if (status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return JsonAnswer.SendAsync(context, status, JsonAnswer.Render(reason, AdminWriter.WriteRefusal));
    }

    private static ConfigurationRefusal? Undetailed(ConfigurationRefusal? refusal) =>
        refusal is null ? null : refusal with { Reason = RefusalUndetailed };

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
