using System.Reflection;

namespace K8sRouter.Operator.Rights;

/// <summary>One rule of a role.</summary>
internal sealed record RbacRule
{
    /// <summary>API group; empty: the core.</summary>
    public required string Group { get; init; }

    /// <summary>Resources, with their subresources.</summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>What may be done.</summary>
    public required RbacVerb Verbs { get; init; }

    /// <summary>The only objects that are meant; empty: all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>What it is for; null: the role says it.</summary>
    public string? For { get; init; }

    /// <summary>What the operator's classes declare for one scope, in an order that doesn't depend on the code's.</summary>
    public static IReadOnlyList<RbacRule> Declared(RbacScope scope) =>
        [.. typeof(RbacRule).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes<GenericRbacAttribute>(inherit: false))
            .Where(attribute => attribute.Scope == scope)
            .Select(Of)
            .OrderBy(rule => rule.Group, StringComparer.Ordinal)
            .ThenBy(rule => string.Join(',', rule.Resources), StringComparer.Ordinal)
            .ThenBy(rule => rule.Verbs)
            .ThenBy(rule => rule.For, StringComparer.Ordinal)];

    private static RbacRule Of(GenericRbacAttribute attribute) => new()
    {
        Group = attribute.Group,
        Resources = attribute.Resource.Split(','),
        Verbs = attribute.Verbs,
        Names = attribute.Names?.Split(',') ?? [],
        For = attribute.For,
    };
}
