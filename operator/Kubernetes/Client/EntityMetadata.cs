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

    private EntityMetadata(Type type)
    {
        bool metadataOnly = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(PartialObjectMetadata<>);
        var served = metadataOnly ? type.GetGenericArguments()[0] : type;
        _entity = served.GetCustomAttribute<KubernetesEntityAttribute>() ?? LibraryKinds.Find(served)
            ?? throw new InvalidOperationException(
                $"{served} has no {nameof(KubernetesEntityAttribute)} of ours, and isn't among {nameof(LibraryKinds)}.");
        HoldsSecrets = served == typeof(V1Secret);
        Headers = Accept(metadataOnly ? Json + PartialForm : Json);
        ListHeaders = Accept(metadataOnly ? Json + PartialListForm : Json);
    }

    public string Kind => _entity.Kind;

    /// <summary>Such as <c>modelproviders.k8srouter.io</c>.</summary>
    public string Resource => _entity.Group.Length == 0 ? _entity.PluralName : $"{_entity.PluralName}.{_entity.Group}";

    public string GroupVersion => _entity.GroupVersion;

    /// <summary>Whether what the server says of an object may quote a secret.</summary>
    public bool HoldsSecrets { get; }

    /// <summary>Empty for the core group.</summary>
    public string Group => _entity.Group;

    public string Version => _entity.ApiVersion;

    public string Plural => _entity.PluralName;

    /// <summary>What is sent with a call of one object; with a watch too.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; }

    /// <summary>What is sent with a list.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ListHeaders { get; }

    public static EntityMetadata Of<T>()
        where T : class => Cache<T>.Value;

    /// <summary>Checks where objects are looked for.</summary>
    /// <param name="namespace">Null: cluster-scoped, or of all namespaces.</param>
    public void ThrowIfForeign(string? @namespace)
    {
        if (@namespace is not null && !_entity.Namespaced)
            throw new ArgumentException($"{Resource} have no namespace, \"{@namespace}\" was given.", nameof(@namespace));
    }

    /// <summary>Checks where one object is.</summary>
    public void ThrowIfMisplaced(string? @namespace)
    {
        ThrowIfForeign(@namespace);
        if (_entity.Namespaced && string.IsNullOrEmpty(@namespace))
            throw new ArgumentException($"{Resource} live in a namespace, none was given.", nameof(@namespace));
    }

    private static Dictionary<string, IReadOnlyList<string>> Accept(string form) => new() { ["Accept"] = [form] };

    private static class Cache<T>
    {
        public static readonly EntityMetadata Value = new(typeof(T));
    }
}
