using k8s.Models;
using LabelSelector = K8sRouter.Crds.Kubernetes.V1LabelSelector;

namespace K8sRouter.Operator.Webhooks.Registration;

/// <summary>What decides whether the API server calls a webhook, be it a validating or a mutating one.</summary>
internal sealed record CalledWebhook
{
    /// <summary>The Service that is called; null: an address.</summary>
    public Admissionregistrationv1ServiceReference? Service { get; private init; }

    /// <summary>What becomes of an object while it doesn't answer: <c>Fail</c> or <c>Ignore</c>; null: the first.</summary>
    public string? FailurePolicy { get; private init; }

    /// <summary>By the labels of their namespace, which objects it is called for; null: all.</summary>
    public LabelSelector? NamespaceSelector { get; private init; }

    /// <summary>By their own labels, which objects it is called for; null: all.</summary>
    public LabelSelector? ObjectSelector { get; private init; }

    /// <summary>Whether expressions decide as well.</summary>
    public bool HasConditions { get; private init; }

    private IList<V1RuleWithOperations> Rules { get; init; } = [];

    public static CalledWebhook Of(V1MutatingWebhook webhook) => new()
    {
        Service = webhook.ClientConfig?.Service,
        FailurePolicy = webhook.FailurePolicy,
        NamespaceSelector = SelectorOf(webhook.NamespaceSelector),
        ObjectSelector = SelectorOf(webhook.ObjectSelector),
        HasConditions = webhook.MatchConditions is { Count: > 0 },
        Rules = webhook.Rules ?? [],
    };

    public static CalledWebhook Of(V1ValidatingWebhook webhook) => new()
    {
        Service = webhook.ClientConfig?.Service,
        FailurePolicy = webhook.FailurePolicy,
        NamespaceSelector = SelectorOf(webhook.NamespaceSelector),
        ObjectSelector = SelectorOf(webhook.ObjectSelector),
        HasConditions = webhook.MatchConditions is { Count: > 0 },
        Rules = webhook.Rules ?? [],
    };

    /// <summary>Whether it is called when an object is created.</summary>
    public bool Covers(string group, string version, string resource) => Rules.Any(rule =>
        Holds(rule.Operations, "CREATE") && Holds(rule.ApiGroups, group) && Holds(rule.ApiVersions, version)
        && (Holds(rule.Resources, resource) || rule.Resources?.Contains("*/*") is true));

    private static bool Holds(IList<string>? list, string item) =>
        list?.Contains(item) is true || list?.Contains("*") is true;

    private static LabelSelector? SelectorOf(V1LabelSelector? selector) => selector is null ? null : new()
    {
        MatchLabels = selector.MatchLabels?.AsReadOnly(),
        MatchExpressions = selector.MatchExpressions?.Select(one => new Crds.Kubernetes.V1LabelSelectorRequirement
        {
            Key = one.Key,
            OperatorProperty = one.OperatorProperty,
            Values = one.Values?.AsReadOnly(),
        }).ToList(),
    };
}
