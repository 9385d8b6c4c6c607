using K8sRouter.Core;

namespace K8sRouter.Operator.Kubernetes.Events;

/// <summary>How events are sent.</summary>
internal sealed record EventRecorderOptions
{
    /// <summary>Which replica reports: the pod's name.</summary>
    public required string ReportingInstance { get; init; }

    /// <summary>How many may wait.</summary>
    public int Capacity { get; init; } = 1_000;

    /// <summary>How many series are remembered; the one seen longest ago goes first.</summary>
    public int MostSeries { get; init; } = 4_000;

    /// <summary>The same within this time since it was last seen belongs to the series.</summary>
    public TimeSpan SeriesWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The count of a series is sent no more often.</summary>
    public TimeSpan SeriesInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a call may take.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between tries of a call.</summary>
    public Backoff Retry { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

    /// <summary>How often a call is tried.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long sending may go on at the end.</summary>
    public TimeSpan FlushWithin { get; init; } = TimeSpan.FromSeconds(2);
}
