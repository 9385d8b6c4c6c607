using System.Reflection;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Where and in which form the server serves a type.</summary>
internal sealed class EntityMetadata
{
    private const string Json = "application/json";
    private const string PartialForm = ";as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    private const string PartialListForm = ";as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

    private readonly KubernetesEntityAttribute _entity;
    private readonly bool _metadataOnly;

    private EntityMetadata(Type type)
    {
        _metadataOnly = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(PartialObjectMetadata<>);
        var served = _metadataOnly ? type.GetGenericArguments()[0] : type;
        _entity = served.GetCustomAttribute<KubernetesEntityAttribute>() ?? LibraryKinds.Find(served)
            ?? throw new InvalidOperationException(
                $"{served} has no {nameof(KubernetesEntityAttribute)} of ours, and isn't among {nameof(LibraryKinds)}.");
        HoldsSecrets = served == typeof(V1Secret);
    }

    public string Kind => _entity.Kind;

    /// <summary>Such as <c>modelproviders.k8srouter.io</c>.</summary>
    public string Resource => _entity.Group.Length == 0 ? _entity.PluralName : $"{_entity.PluralName}.{_entity.Group}";

    public string GroupVersion => _entity.GroupVersion;

    /// <summary>Whether what the server says of an object may quote a secret.</summary>
    public bool HoldsSecrets { get; }

    /// <summary>Value of the Accept header for one object; for a watch too.</summary>
    public string Accept => _metadataOnly ? Json + PartialForm : Json;

    /// <summary>Value of the Accept header for a list.</summary>
    public string AcceptList => _metadataOnly ? Json + PartialListForm : Json;

    public static EntityMetadata Of<T>()
        where T : class => Cache<T>.Value;

    /// <summary>Path below the server's address.</summary>
    /// <param name="namespace">Null: cluster-scoped, or of all namespaces.</param>
    public string CollectionPath(string? @namespace)
    {
        if (@namespace is not null && !_entity.Namespaced)
            throw new ArgumentException($"{Resource} have no namespace, \"{@namespace}\" was given.", nameof(@namespace));
        var root = _entity.Group.Length == 0 ? $"api/{_entity.ApiVersion}" : $"apis/{_entity.Group}/{_entity.ApiVersion}";
        return @namespace is null
            ? $"{root}/{_entity.PluralName}"
            : $"{root}/namespaces/{Uri.EscapeDataString(@namespace)}/{_entity.PluralName}";
    }

    /// <summary>Path of one object below the server's address.</summary>
    public string ObjectPath(string? @namespace, string name)
    {
        RequireNamespace(@namespace);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return $"{CollectionPath(@namespace)}/{Uri.EscapeDataString(name)}";
    }

    public void RequireNamespace(string? @namespace)
    {
        if (_entity.Namespaced && string.IsNullOrEmpty(@namespace))
            throw new ArgumentException($"{Resource} live in a namespace, none was given.", nameof(@namespace));
    }

    private static class Cache<T>
    {
        public static readonly EntityMetadata Value = new(typeof(T));
    }
}
