namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>What a <see cref="RunningHouse"/> consists of.</summary>
internal sealed record HousePlan
{
    /// <summary>The providers, given the two mocks.</summary>
    public required Func<Mock, Mock, IEnumerable<TestProvider>> Providers { get; init; }

    /// <summary>Spec of team-a's policy, in YAML's block or flow style.</summary>
    public string Policy { get; init; } = "{retention: {maxDays: 0}}";

    /// <summary>Spec of the organization floor.</summary>
    public string Floor { get; init; } = "{retention: {maxDays: 30}}";

    /// <summary>More manifests of team-a, given the first mock.</summary>
    public Func<Mock, string>? Further { get; init; }

    /// <summary>Flags of the operator beyond its folders.</summary>
    public string[] Operator { get; init; } = [];

    /// <summary>Flags of the sidecar beyond ports and folders.</summary>
    public string[] Sidecar { get; init; } = [];

    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>False: the operator is the test's to start, and the sidecar isn't waited for.</summary>
    public bool WithOperator { get; init; } = true;

    /// <summary>Age at which the sidecar seals its segments.</summary>
    public string SegmentAge { get; init; } = "500ms";

    /// <summary>Between two pieces of a streamed answer.</summary>
    public TimeSpan TokenDelay { get; init; } = TimeSpan.FromMilliseconds(1);
}
