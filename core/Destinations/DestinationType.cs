namespace K8sRouter.Core.Destinations;

/// <summary>A kind of observability destination: its name and the fields that configure it.</summary>
public sealed record DestinationType
{
    /// <summary>
    /// Prefix of the secret fields that every type takes besides its own: <c>headers.X-Scope</c> sets the HTTP header X-Scope.
    /// </summary>
    public const string HeaderPrefix = "headers.";

    /// <summary>Name of the type in the API, such as <c>otel-collector</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name shown to people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The type's own fields, required ones first. Headers, which every type takes, aren't listed.</summary>
    public required IReadOnlyList<DestinationField> Fields { get; init; }

    /// <summary>Makes the type's exporter.</summary>
    internal Func<ExporterContext, ITraceExporter>? Exporter { get; init; }

    /// <summary>The field of that name; null: the type has none.</summary>
    /// <param name="name">Name of the field, case-sensitive.</param>
    public DestinationField? Field(string name) => Fields.FirstOrDefault(field => field.Name == name);
}
