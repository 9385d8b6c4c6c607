using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Sources;

namespace K8sRouter.Operator.Compilation;

/// <summary>Finds the workspaces among resources, and what each depends on.</summary>
internal static class CompilationInputs
{
    /// <summary>
    /// One input per workspace, by name. A namespace is a workspace if it is declared or anything of ours is in it; the
    /// operator's own isn't one.
    /// </summary>
    public static IReadOnlyList<CompilationInput> Of(ResourceSet resources, string operatorNamespace, DateTimeOffset now)
    {
        var declared = resources.Namespaces.ToDictionary(item => item.Metadata.Name!, StringComparer.Ordinal);
        var floor = resources.Policies.FirstOrDefault(policy => IsPolicyOf(policy, operatorNamespace));
        return [.. Names(resources).Distinct().Where(name => name != operatorNamespace).Order(StringComparer.Ordinal)
            .Select(name => new CompilationInput
            {
                Now = now,
                OperatorNamespace = operatorNamespace,
                Workspace = WorkspaceNamespace.Of(name, declared.GetValueOrDefault(name)),
                Floor = floor,
                Policy = resources.Policies.FirstOrDefault(policy => IsPolicyOf(policy, name)),
                Providers = resources.Providers,
                Destinations = [.. resources.Destinations.Where(item => item.Metadata.NamespaceProperty == name)],
                Secrets = [.. resources.Secrets.Where(secret => secret.Metadata.NamespaceProperty == name
                    || secret.Metadata.NamespaceProperty == operatorNamespace)],
            })];
    }

    private static IEnumerable<string> Names(ResourceSet resources) =>
        resources.Namespaces.Select(item => item.Metadata.Name!)
            .Concat(resources.Policies.Select(item => item.Metadata.NamespaceProperty!))
            .Concat(resources.Destinations.Select(item => item.Metadata.NamespaceProperty!))
            .Concat(resources.Secrets.Where(IsOurs).Select(item => item.Metadata.NamespaceProperty!));

    private static bool IsOurs(V1Secret secret) => secret.Metadata.Labels?.ContainsKey(SecretUses.Label) is true;

    private static bool IsPolicyOf(WorkspacePrivacyPolicy policy, string @namespace) =>
        policy.Metadata.NamespaceProperty == @namespace && policy.Metadata.Name == WorkspacePrivacyPolicy.OnlyName;
}
