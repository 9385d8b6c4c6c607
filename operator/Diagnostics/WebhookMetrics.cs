using System.Diagnostics.Metrics;
using K8sRouter.Operator.Webhooks.Registration;

namespace K8sRouter.Operator.Diagnostics;

/// <summary>What the webhook counts. Labels are closed sets: a kind that isn't ours is <c>other</c>.</summary>
internal sealed class WebhookMetrics
{
    private static readonly double[] DurationBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _failures;
    private long _expires;

    public WebhookMetrics(Meter meter)
    {
        _requests = meter.CreateCounter<long>(
            "k8srouter_admission_requests_total", description: "Admission requests answered, by kind, operation and outcome.");
        _duration = meter.CreateHistogram(
            "k8srouter_admission_duration_seconds", unit: null, "Arrival of an admission request to its answer.",
            tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBounds });
        _failures = meter.CreateCounter<long>(
            "k8srouter_webhook_certificate_check_failures_total", description: "Looks at the certificates that failed.");
        meter.CreateObservableGauge(
            "k8srouter_webhook_certificate_expiry_timestamp_seconds", () => Volatile.Read(ref _expires),
            description: "When the served certificate expires, in Unix seconds; 0: there is none. Alert at a third of its life.");
    }

    /// <summary>Makes the gauge of what the API server was told to call.</summary>
    /// <param name="meter">Its meter.</param>
    /// <param name="faults">By the name of each configuration, what is wrong with it; null: nothing.</param>
    public static void Observe(Meter meter, Func<IReadOnlyDictionary<string, RegistrationFault?>> faults) =>
        meter.CreateObservableGauge(
            "k8srouter_webhook_registered",
            () => faults().Select(one => new Measurement<long>(
                one.Value is null ? 1 : 0, new KeyValuePair<string, object?>("configuration", one.Key))),
            description: "1: the webhook configuration is there and sends what it must; 0: it was deleted or changed.");

    public void Answered(string kind, string operation, string outcome, TimeSpan duration)
    {
        _requests.Add(1, new("kind", kind), new("operation", operation), new("outcome", outcome));
        _duration.Record(duration.TotalSeconds);
    }

    public void CertificateCheckFailed() => _failures.Add(1);

    public void CertificateExpires(DateTimeOffset expires) => Volatile.Write(ref _expires, expires.ToUnixTimeSeconds());
}
