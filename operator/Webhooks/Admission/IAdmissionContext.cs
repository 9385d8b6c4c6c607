using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>
/// What admission knows of other objects, from memory alone. It may be a little old, and only warnings come of it: whether an
/// object is refused must not depend on the order in which objects are applied.
/// </summary>
internal interface IAdmissionContext
{
    /// <summary>Whether all is known; false: there are no warnings about other objects.</summary>
    bool IsSynced { get; }

    /// <summary>The organization floor; null: there is none.</summary>
    WorkspacePrivacyPolicy? Floor { get; }

    /// <summary>Where the floor stands.</summary>
    string OperatorNamespace { get; }

    /// <summary>All providers.</summary>
    IReadOnlyCollection<ModelProvider> Providers { get; }

    /// <summary>Names of all workspaces, in no order.</summary>
    IEnumerable<string> Workspaces { get; }

    /// <summary>The policy of a namespace; null: it has none.</summary>
    WorkspacePrivacyPolicy? PolicyOf(string @namespace);

    /// <summary>The destinations of a namespace.</summary>
    IReadOnlyCollection<ObservabilityDestination> DestinationsOf(string @namespace);
}
