using K8sRouter.Core.Telemetry;
using K8sRouter.Operator.Kubernetes.Informers;

namespace K8sRouter.Operator.Hosting;

/// <summary>The port for the kubelet and Prometheus. It shows numbers and names of kinds, nothing of what is in them.</summary>
internal sealed class HealthPort(IReadOnlyList<IInformer> informers, PrometheusRegistry registry, TimeProvider time)
{
    /// <summary>
    /// Longer than any watch may be silent before it is begun anew: a process in which that doesn't happen is stuck, and only a
    /// restart helps. An informer that says why it hears nothing isn't stuck: the API server is away, and restarts would only
    /// take the webhook and the metrics away as well.
    /// </summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(15);

    private readonly DateTimeOffset _since = time.GetUtcNow();

    /// <summary>Whether it is on its way out: not ready any more, alive until the end.</summary>
    public bool Stopping { get; set; }

    public Task HandleAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/healthz" => AnswerAsync(context, Silent(), "silent for too long"),
        "/readyz" => AnswerAsync(context, Stopping ? ["stopping"] : Unsynced(), "not synced"),
        "/metrics" => MetricsAsync(context),
        _ => NotFound(context),
    };

    private IReadOnlyList<string> Silent() =>
        [.. informers.Where(IsStuck).Select(NameOf)];

    private bool IsStuck(IInformer informer) =>
        informer.Problem is null && time.GetUtcNow() - (informer.LastHeard ?? _since) > LongestSilence;

    private IReadOnlyList<string> Unsynced() => [.. informers.Where(informer => !informer.HasSynced).Select(NameOf)];

    /// <summary>The kind, as the type argument says it.</summary>
    private static string NameOf(IInformer informer)
    {
        var type = informer.GetType();
        while (type.IsGenericType)
            type = type.GetGenericArguments()[0];
        return type.Name;
    }

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<string> faults, string what)
    {
        context.Response.StatusCode = faults.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            faults.Count == 0 ? "ok\n" : $"{what}: {string.Join(", ", faults)}\n", context.RequestAborted);
    }

    private Task MetricsAsync(HttpContext context)
    {
        var text = new PrometheusText();
        registry.Write(text);
        ProcessMetrics.Write(text);
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
