namespace K8sRouter.Crds.Schema;

/// <summary>Bounds of a list, and how server-side apply merges it.</summary>
/// <param name="max">Most items.</param>
/// <param name="kind">How it merges.</param>
/// <param name="keys">Key fields where <paramref name="kind"/> is <see cref="ListKind.Map"/>, as written in YAML.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int max, ListKind kind = ListKind.Atomic, params string[] keys) : Attribute
{
    /// <summary>Fewest items.</summary>
    public int Min { get; init; }

    /// <summary>Said where the list is empty and mustn't be; continues the word "must". Null: the number is said.</summary>
    public string? EmptyMust { get; init; }

    /// <summary>Most items.</summary>
    public int Max { get; } = max;

    /// <summary>How the list merges.</summary>
    public ListKind Kind { get; } = kind;

    /// <summary>Key fields of a list map.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;
}
