using System.Reflection;
using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>
/// The kinds that are the library's models: those of which few objects are read. What is kept by the thousands has a slim type of
/// ours, and so have Secrets: the text of a library's record shows all that is in it.
/// </summary>
internal static class LibraryKinds
{
    /// <summary>Whether objects live in a namespace: the library's attributes don't say.</summary>
    private static readonly Dictionary<Type, bool> Namespaced = new()
    {
        [typeof(Eventsv1Event)] = true,
        [typeof(V1ConfigMap)] = true,
        [typeof(V1CustomResourceDefinition)] = false,
        [typeof(V1Endpoints)] = true,
        [typeof(V1Lease)] = true,
        [typeof(V1MutatingWebhookConfiguration)] = false,
        [typeof(V1Node)] = false,
        [typeof(V1RoleBinding)] = true,
        [typeof(V1ValidatingWebhookConfiguration)] = false,
    };

    public static IReadOnlyCollection<Type> All => Namespaced.Keys;

    /// <summary>Where the API serves the kind; null: it isn't one of these.</summary>
    public static KubernetesEntityAttribute? Find(Type type)
    {
        if (!Namespaced.TryGetValue(type, out var isNamespaced))
            return null;
        var entity = type.GetCustomAttribute<k8s.Models.KubernetesEntityAttribute>()!;
        return new()
        {
            Group = entity.Group,
            ApiVersion = entity.ApiVersion,
            Kind = entity.Kind,
            PluralName = entity.PluralName,
            Namespaced = isNamespaced,
        };
    }
}
