using System.Reflection;

namespace K8sRouter.Crds.Kubernetes;

/// <summary>A custom resource: what somebody wants and what the operator has seen.</summary>
/// <typeparam name="TSpec">What is wanted.</typeparam>
/// <typeparam name="TStatus">What was seen.</typeparam>
public abstract record KubernetesResource<TSpec, TStatus> : IKubernetesObject
    where TSpec : class
    where TStatus : class
{
    /// <summary>Takes apiVersion and kind from the type's <see cref="KubernetesEntityAttribute"/>.</summary>
    protected KubernetesResource()
    {
        var entity = GetType().GetCustomAttribute<KubernetesEntityAttribute>()
            ?? throw new InvalidOperationException($"{GetType().Name} has no {nameof(KubernetesEntityAttribute)}.");
        ApiVersion = entity.GroupVersion;
        Kind = entity.Kind;
    }

    /// <inheritdoc />
    public string ApiVersion { get; init; }

    /// <inheritdoc />
    public string Kind { get; init; }

    /// <inheritdoc />
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is wanted.</summary>
    public required TSpec Spec { get; init; }

    /// <summary>What the operator has seen; null: it hasn't looked yet.</summary>
    public TStatus? Status { get; init; }
}
