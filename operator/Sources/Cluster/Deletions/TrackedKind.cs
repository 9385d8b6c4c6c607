using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Sources.Cluster.Deletions;

/// <summary>One of our kinds, and whether what is known of its objects can be relied on.</summary>
/// <param name="definition">Name of its CustomResourceDefinition.</param>
/// <param name="informer">Its objects.</param>
internal sealed class TrackedKind(string definition, IInformer informer)
{
    private volatile OwnerReading? _reading;

    /// <summary>Such as <c>modelproviders.k8srouter.io</c>.</summary>
    public string Definition => definition;

    /// <summary>The definition, as it was last read; null: it wasn't.</summary>
    public OwnerReading? Reading
    {
        get => _reading;
        set => _reading = value;
    }

    /// <summary>Whether the definition must be read again although no object went.</summary>
    public bool NeedsReading => Reading is not { State: OwnerState.Present } || informer.IsUnavailable;

    /// <summary>Why nothing may be compiled without this kind; null: it is all known, or will be in a moment.</summary>
    public Freeze? Freeze() => FreezeOf(definition, Reading?.State, informer.IsUnavailable);

    /// <param name="definition">Name of the definition.</param>
    /// <param name="state">What was read of it; null: nothing yet.</param>
    /// <param name="isUnavailable">Whether its objects can't be listed or watched.</param>
    public static Freeze? FreezeOf(string definition, OwnerState? state, bool isUnavailable)
    {
        var problem = state switch
        {
            OwnerState.Terminating => "is being deleted, and its objects with it",
            OwnerState.Gone => "doesn't exist",
            OwnerState.Unreadable => "can't be read",
            _ => isUnavailable ? "has objects that can't be listed" : null,
        };
        return problem is null
            ? null
            : new Freeze(
                ConditionReasons.DefinitionUnavailable,
                $"The CustomResourceDefinition {definition} {problem}: what a workspace must be held to can't be known, and "
                + "nothing new is put in force. Install the definitions of this version (operator/deploy), and look at the "
                + "operator's rights and log.")
            {
                About = LibraryObject.Of(new V1CustomResourceDefinition { Metadata = new() { Name = definition } }),
            };
    }
}
