using System.Diagnostics.Metrics;

namespace K8sRouter.Operator.Diagnostics;

/// <summary>What injection counts, by the reason of each answer.</summary>
internal sealed class InjectionMetrics
{
    private static readonly double[] DurationBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

    private readonly Counter<long> _answers;
    private readonly Histogram<double> _duration;

    public InjectionMetrics(Meter meter)
    {
        _answers = meter.CreateCounter<long>(
            "k8srouter_injection_total",
            description: "Pods that the API server asked about, by what came of it. Answers that were sent: one that came too "
            + "late for the API server counts as well.");
        _duration = meter.CreateHistogram(
            "k8srouter_injection_duration_seconds", unit: null, "Arrival of a question about a pod to the end of its answer.",
            tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBounds });
    }

    public void Answered(string reason, TimeSpan duration)
    {
        _answers.Add(1, new KeyValuePair<string, object?>("reason", reason));
        _duration.Record(duration.TotalSeconds);
    }
}
