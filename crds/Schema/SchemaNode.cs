using System.Text.Json.Nodes;

namespace K8sRouter.Crds.Schema;

/// <summary>
/// One place in the schema of a resource. Both the generated CustomResourceDefinition and the validator are made from this,
/// so that they can't disagree.
/// </summary>
internal sealed record SchemaNode
{
    public required string Type { get; init; }

    public string? Format { get; init; }

    public string? Description { get; init; }

    /// <summary>Fields of an object in the order of declaration; null: none are named.</summary>
    public IReadOnlyList<KeyValuePair<string, SchemaNode>>? Properties { get; init; }

    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>Values of a map.</summary>
    public SchemaNode? AdditionalProperties { get; init; }

    public int? MaxProperties { get; init; }

    public SchemaNode? Items { get; init; }

    public int? MinItems { get; init; }

    public int? MaxItems { get; init; }

    /// <summary>Said instead of the number where a list is too short.</summary>
    public string? EmptyMust { get; init; }

    public ListKind ListKind { get; init; }

    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    public IReadOnlyList<string>? Enum { get; init; }

    public JsonNode? Default { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public string? Pattern { get; init; }

    /// <summary>The pattern in words, continuing "must".</summary>
    public string? Must { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public bool Nullable { get; init; }

    /// <summary>Problems don't repeat the value: it may be a secret in the wrong place.</summary>
    public bool NeverQuoted { get; init; }

    /// <summary>The value must be an assigned country code, besides having the shape of one.</summary>
    public bool Country { get; init; }

    /// <summary>What the API server judges besides; the validator has checks of its own for the same.</summary>
    public IReadOnlyList<ValidationRule> Rules { get; init; } = [];

    public SchemaNode? Property(string name) => Properties?.FirstOrDefault(property => property.Key == name).Value;
}
