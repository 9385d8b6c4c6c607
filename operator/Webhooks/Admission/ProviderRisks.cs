using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>Risky settings of a ModelProvider.</summary>
internal static class ProviderRisks
{
    private const int LongAge = 365;

    public static IReadOnlyList<Risk<ModelProviderSpec>> All { get; } =
    [
        new("spec.upstreams", spec => spec.Upstreams.Any(IsPlaintext),
            "allowPlaintext: prompts and credentials cross the network readable"),
        new("spec.auth.deliverTo.namespaceSelector", spec => SelectsAll(spec.Auth?.DeliverTo?.NamespaceSelector),
            "selects every namespace: whoever may read Secrets in any workspace can read the platform's key"),
        new("spec.dataPolicy.retentionDays", spec => spec.DataPolicy is { Confirmed: true, RetentionDays: null },
            "absent: not known, which counts as keeping prompts without limit"),
        new("spec.dataPolicy.maxAgeDays", spec => spec.DataPolicy?.MaxAgeDays > LongAge,
            "the facts are trusted for more than a year without being checked again"),
        new("spec.dataPolicy.maxAgeDays", spec => spec.DataPolicy is { Confirmed: true, MaxAgeDays: null },
            "absent: the facts never age; 180 makes somebody check them again"),
    ];

    private static bool SelectsAll(V1LabelSelector? selector) =>
        selector is { MatchLabels: null or { Count: 0 }, MatchExpressions: null or { Count: 0 } };

    private static bool IsPlaintext(ProviderUpstream upstream) =>
        upstream.AllowPlaintext && upstream.BaseUrl.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}
