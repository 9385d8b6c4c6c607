using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>Names of the Secrets that resources speak of: the only ones whose values are ever read.</summary>
internal static class SecretReferences
{
    public static IEnumerable<string> Of(WorkspacePrivacyPolicy? policy)
    {
        if (policy is null)
            return [];
        var spec = policy.Spec;
        SecretKeyReference?[] credentials =
        [
            spec.Store?.Gcs.Credentials, spec.InputOutputLogging?.Store?.Gcs.Credentials,
            spec.InputOutputLogging?.EuropeStore?.Gcs.Credentials, spec.DataUse?.Store?.Gcs.Credentials,
        ];
        string?[] events = [spec.Events?.Redis?.Credentials?.Name];
        return credentials.OfType<SecretKeyReference>().Select(reference => reference.Name)
            .Concat(events.OfType<string>())
            .Concat((spec.Credentials ?? []).Select(credential => credential.Name));
    }

    public static IEnumerable<string> Of(ObservabilityDestination destination) =>
        (destination.Spec.SecretConfig ?? []).Select(reference => reference.Name);

    /// <summary>The platform's credential of a provider, where a namespace with these labels gets it.</summary>
    public static IEnumerable<string> Of(ModelProvider provider, IReadOnlyDictionary<string, string> labels) =>
        provider.Spec.Auth is { Credential: { } reference, DeliverTo: { } delivery } && delivery.NamespaceSelector.Matches(labels)
            ? [reference.Name]
            : [];

    /// <summary>Whether a Secret counts without being named: an API key.</summary>
    public static bool CountsByItself(V1ObjectMeta metadata) =>
        metadata.Labels?.GetValueOrDefault(SecretUses.Label) == SecretUses.ApiKey;
}
