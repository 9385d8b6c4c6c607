using K8sRouter.Core;

namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>What an informer holds, and how patient it is.</summary>
internal sealed record InformerOptions<T>
    where T : class
{
    /// <summary>The namespace; null: all, or the kind has none.</summary>
    public string? Namespace { get; init; }

    /// <summary>As kubectl's <c>-l</c>; null: all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>As kubectl's <c>--field-selector</c>; null: all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Makes objects smaller on the way in; names and resource version must stay. Null: as they come.</summary>
    public Func<T, T>? Transform { get; init; }

    /// <summary>By the index's name, the keys under which an object is found.</summary>
    public IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> Indexes { get; init; } =
        new Dictionary<string, Func<T, IEnumerable<string>>>();

    /// <summary>Most objects of a page of the list.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Between two tries.</summary>
    public Backoff Retry { get; init; } = new(TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(30));

    /// <summary>Between two tries where we may not: rights are granted by people, or follow a label a moment later.</summary>
    public Backoff ForbiddenRetry { get; init; } = new(TimeSpan.FromSeconds(0.8), TimeSpan.FromMinutes(2));

    /// <summary>The server is asked to end a watch after a time between this and twice as much.</summary>
    public TimeSpan ServerTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How much later than the server should have ended a watch it counts as dead.</summary>
    public TimeSpan ServerTimeoutGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a watch may be silent whose server is known to send bookmarks about once a minute: three missed are no chance.
    /// </summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(3.25);

    /// <summary>
    /// A list this old is made anew when a watch ends: whatever was lost without a trace comes back by then.
    /// </summary>
    public TimeSpan ListAgainAfter { get; init; } = TimeSpan.FromHours(1);
}
