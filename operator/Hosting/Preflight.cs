using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Rights;
using K8sRouter.Operator.Signing;

namespace K8sRouter.Operator.Hosting;

/// <summary>What would keep the operator from ever working, found out at start and said with what to do.</summary>
[GenericRbac(RbacScope.Cluster, "apiextensions.k8s.io", "customresourcedefinitions", RbacVerb.Get,
    Names = Preflight.Definitions,
    For = "to say at start that the definitions are missing or of another version, and of objects that are gone whether they "
        + "went with their definition")]
internal static class Preflight
{
    /// <summary>Server-side apply, events.k8s.io/v1 and apiextensions.k8s.io/v1 are all there from here on.</summary>
    private const int OldestMinor = 20;

    /// <summary>Names of the CustomResourceDefinitions, separated by commas.</summary>
    public const string Definitions =
        "modelproviders.k8srouter.io,observabilitydestinations.k8srouter.io,workspaceprivacypolicies.k8srouter.io";

    /// <summary>What is wrong; null: nothing. An API server that can't be reached is waited for by whoever calls.</summary>
    public static async Task<string?> ProblemAsync(
        IKubernetes kubernetes, string operatorNamespace, CancellationToken cancellationToken)
    {
        var version = await kubernetes.GetVersionAsync(cancellationToken);
        if (version.Major == 1 && version.Minor < OldestMinor)
            return $"the API server is {version.GitVersion}; 1.{OldestMinor} or newer is needed.";
        try
        {
            foreach (var name in Definitions.Split(','))
            {
                var definition = await kubernetes.GetAsync<V1CustomResourceDefinition>(null, name, cancellationToken);
                if (definition?.Spec?.Versions?.Any(one => one is { Served: true, Name: KubernetesGroup.Version }) is not true)
                {
                    return $"the cluster doesn't serve {KubernetesGroup.Version} of {name}: apply the CustomResourceDefinitions "
                        + "of this version of the operator first (operator/deploy).";
                }
            }
            await kubernetes.ListAsync<ModelProvider>(new ListOptions { Limit = 1 }, cancellationToken);
        }
        catch (KubernetesException fault) when (fault.IsForbidden)
        {
            return MayNot("read modelproviders.k8srouter.io and their CustomResourceDefinitions");
        }
        return await OtherInstallationAsync(kubernetes, operatorNamespace, cancellationToken);
    }

    /// <summary>Makes sure of the keys that sign configurations; what is wrong with that, null: nothing.</summary>
    public static async Task<string?> SigningProblemAsync(SigningKeys signing, CancellationToken cancellationToken)
    {
        try
        {
            await signing.LoadAsync(cancellationToken);
            return null;
        }
        catch (KubernetesException fault) when (fault.IsForbidden)
        {
            return $"the operator may not read, create and update the Secret {OperatorNames.SigningKey} in its own namespace: "
                + $"apply the Role {OperatorNames.Operator} of this version (operator/deploy).";
        }
    }

    private static string MayNot(string what) =>
        $"the operator may not {what}: bind its ServiceAccount to the ClusterRole {OperatorNames.Operator} (operator/deploy).";

    /// <summary>Two operators would write the same objects for ever.</summary>
    private static async Task<string?> OtherInstallationAsync(
        IKubernetes kubernetes, string operatorNamespace, CancellationToken cancellationToken)
    {
        string[] kinds = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"];
        string[] names = [OperatorNames.Webhook, OperatorNames.InjectionWebhook];
        var found = new IEnumerable<string?>?[kinds.Length];
        try
        {
            var validating = await kubernetes.GetAsync<V1ValidatingWebhookConfiguration>(null, names[0], cancellationToken);
            found[0] = validating?.Webhooks?.Select(webhook => webhook.ClientConfig?.Service?.NamespaceProperty);
            var mutating = await kubernetes.GetAsync<V1MutatingWebhookConfiguration>(null, names[1], cancellationToken);
            found[1] = mutating?.Webhooks?.Select(webhook => webhook.ClientConfig?.Service?.NamespaceProperty);
        }
        catch (KubernetesException fault) when (fault.IsForbidden)
        {
            return MayNot(
                "get validatingwebhookconfigurations and mutatingwebhookconfigurations of admissionregistration.k8s.io");
        }
        for (var i = 0; i < kinds.Length; i++)
        {
            var other = found[i]?.FirstOrDefault(one => one is not null && one != operatorNamespace);
            if (other is not null)
            {
                return $"another operator is installed in namespace {other}: the {kinds[i]} {names[i]} leads there. "
                    + "Remove one of the two.";
            }
        }
        return null;
    }
}
