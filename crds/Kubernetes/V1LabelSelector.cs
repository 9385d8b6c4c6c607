using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Kubernetes;

/// <summary>Selects objects by their labels. An empty selector selects everything.</summary>
public sealed record V1LabelSelector
{
    /// <summary>Labels that an object must carry with exactly these values.</summary>
    [Entries(32)]
    [Text(MaxLength = 63)]
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    /// <summary>Further demands, all of which must hold.</summary>
    [Items(32)]
    public IReadOnlyList<V1LabelSelectorRequirement>? MatchExpressions { get; init; }

    /// <summary>Whether an object with these labels is selected.</summary>
    /// <param name="labels">The object's labels; null: none.</param>
    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var (key, value) in MatchLabels ?? new Dictionary<string, string>())
        {
            if (labels is null || !labels.TryGetValue(key, out var actual) || actual != value)
                return false;
        }
        return (MatchExpressions ?? []).All(requirement => requirement.Matches(labels));
    }
}
