using K8sRouter.Operator.Delivery;

namespace K8sRouter.Operator.Sources;

/// <summary>
/// What a workspace must be held to can't be known: what is in force stays. Whatever ends that has the workspace looked at again.
/// </summary>
/// <param name="freeze">Why, and what to do.</param>
internal sealed class FrozenException(Freeze freeze) : Exception(freeze.Message)
{
    public Freeze Freeze => freeze;
}
