namespace K8sRouter.Core.Destinations;

/// <summary>One configuration field of a destination type, by the name that the API documents.</summary>
public sealed record DestinationField
{
    /// <summary>Name of the field, camelCase, as the API writes it.</summary>
    public required string Name { get; init; }

    /// <summary>What the field holds: a sentence for people.</summary>
    public required string Description { get; init; }

    /// <summary>Whether a destination of the type can't work without it.</summary>
    public bool Required { get; init; }

    /// <summary>Value where the field is absent; null: none.</summary>
    public string? Default { get; init; }

    /// <summary>True where the value is a credential: it comes from a Secret only and is masked in every answer.</summary>
    public bool Secret { get; init; }

    /// <summary>True where the value is an address, which must be https unless plaintext was allowed.</summary>
    public bool Url { get; init; }

    /// <summary>The only values taken; empty: any text.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>Regular expression of valid values; null: any text.</summary>
    public string? Pattern { get; init; }

    /// <summary>Most characters of a value.</summary>
    public int MaxLength { get; init; } = 2048;
}
