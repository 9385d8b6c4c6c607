using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>One webhook of a configuration, validating or mutating.</summary>
internal sealed record V1Webhook
{
    /// <summary>Its name, unique in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>How the API server calls it.</summary>
    public V1WebhookClientConfig? ClientConfig { get; init; }

    /// <summary>What becomes of an object while it doesn't answer: <c>Fail</c> or <c>Ignore</c>; null: the first.</summary>
    public string? FailurePolicy { get; init; }

    /// <summary>By the labels of their namespace, which objects it is called for; null: all.</summary>
    public V1LabelSelector? NamespaceSelector { get; init; }

    /// <summary>By their own labels, which objects it is called for; null: all.</summary>
    public V1LabelSelector? ObjectSelector { get; init; }

    /// <summary>What is done to which resources, of which one must hold.</summary>
    public IReadOnlyList<V1RuleWithOperations>? Rules { get; init; }

    /// <summary>Further conditions, as expressions.</summary>
    public IReadOnlyList<JsonObject>? MatchConditions { get; init; }
}

/// <summary>What is done to which resources; <c>*</c> is any.</summary>
internal sealed record V1RuleWithOperations
{
    /// <summary>Such as <c>CREATE</c>.</summary>
    public IReadOnlyList<string>? Operations { get; init; }

    /// <summary>Groups of the API; empty: the core.</summary>
    public IReadOnlyList<string>? ApiGroups { get; init; }

    /// <summary>Such as <c>v1</c>.</summary>
    public IReadOnlyList<string>? ApiVersions { get; init; }

    /// <summary>Such as <c>pods</c>.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>Whether an operation on a resource is meant.</summary>
    public bool Covers(string operation, string group, string version, string resource) =>
        Holds(Operations, operation) && Holds(ApiGroups, group) && Holds(ApiVersions, version)
        && (Holds(Resources, resource) || Resources?.Contains("*/*") is true);

    private static bool Holds(IReadOnlyList<string>? list, string item) =>
        list?.Contains(item) is true || list?.Contains("*") is true;
}
