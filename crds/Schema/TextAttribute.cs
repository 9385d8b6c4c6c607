namespace K8sRouter.Crds.Schema;

/// <summary>Bounds of a string; on a list those of its items, on a map those of its values.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextAttribute : Attribute
{
    /// <summary>Fewest characters.</summary>
    public int MinLength { get; init; }

    /// <summary>Most characters. Every string has one: the API server's memory is bounded by these.</summary>
    public int MaxLength { get; init; } = 256;

    /// <summary>Regular expression, in the syntax that RE2 and .NET share.</summary>
    public string? Pattern { get; init; }

    /// <summary>What the pattern means, for the person who broke it: continues the word "must".</summary>
    public string? Must { get; init; }
}
