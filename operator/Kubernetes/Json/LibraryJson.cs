using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Models;
using LibraryMeta = k8s.Models.V1ObjectMeta;
using LibraryWriter = k8s.Models.V1ManagedFieldsEntry;

namespace K8sRouter.Operator.Kubernetes.Json;

/// <summary>
/// The library's own reading and writing of its models, but for what isn't kept of metadata, for apiVersion and kind, which items
/// of lists lack, and for times: the library writes a fraction only where there is one, and servers refuse a lease or an event
/// that happens to be of a whole second.
/// </summary>
internal static class LibraryJson
{
    private static readonly UtcTimeConverter MicroTime = new("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");

    public static JsonSerializerOptions Options { get; } = Create();

    public static bool Reads(Type type) => type.Assembly == typeof(LibraryMeta).Assembly;

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions? theirs = null;
        k8s.KubernetesJson.AddJsonOptions(options => theirs = options);
        // Their types say nothing of null: what mustn't be is said below.
        var options = new JsonSerializerOptions(theirs!) { RespectNullableAnnotations = true };
        options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(Modify);
        options.Converters.Insert(0, new UtcTimeConverter("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        options.MakeReadOnly();
        return options;
    }

    private static void Modify(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        if (type.Type == typeof(LibraryMeta))
            KeepLittleMetadata(type);
        if (LibraryKinds.Find(type.Type) is { } entity)
        {
            type.OnDeserialized = type.OnSerializing = item => Complete((k8s.IKubernetesObject<LibraryMeta>)item, entity);
            type.Properties.Single(property => property.Name == "metadata").IsSetNullable = false;
        }
        foreach (var property in type.Properties.Where(property => IsMicroTime(type.Type, property.Name)))
            property.CustomConverter = MicroTimeOf(property);
    }

    private static void KeepLittleMetadata(JsonTypeInfo type)
    {
        type.Properties.Single(property => property.Name == "annotations").CustomConverter =
            new AnnotationsConverter<IDictionary<string, string>>();
        var managers = type.Properties.Single(property => property.Name == "managedFields");
        managers.CustomConverter = new DataManagersConverter<IList<LibraryWriter>, LibraryWriter>(
            (manager, operation, time) => new() { Manager = manager, Operation = operation, Time = time?.UtcDateTime });
        managers.ShouldSerialize = (_, _) => false;
    }

    private static void Complete(k8s.IKubernetesObject<LibraryMeta> item, KubernetesEntityAttribute entity)
    {
        (item.ApiVersion, item.Kind) = (entity.GroupVersion, entity.Kind);
        item.Metadata ??= new();
    }

    private static bool IsMicroTime(Type type, string property) =>
        type == typeof(V1LeaseSpec) ? property is "acquireTime" or "renewTime"
        : type == typeof(Eventsv1Event) ? property is "eventTime"
        : type == typeof(Eventsv1EventSeries) && property is "lastObservedTime";

    private static JsonConverter MicroTimeOf(JsonPropertyInfo property) =>
        property.PropertyType == typeof(DateTime)
            ? MicroTime
            : JsonMetadataServices.GetNullableConverter(
                JsonMetadataServices.CreateValueInfo<DateTime>(property.Options, MicroTime));
}
