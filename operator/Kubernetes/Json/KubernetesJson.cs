using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Kubernetes.Json;

/// <summary>
/// JSON of the API: slim types by generated code, the library's models by <see cref="LibraryJson"/>, and the types of the crds
/// project by reflection, as everywhere else: generated code forgets the default of a property that can only be initialised (a
/// destination would sample nothing).
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SlimPod))]
[JsonSerializable(typeof(PartialObjectMetadata<V1Secret>))]
[JsonSerializable(typeof(PartialObjectMetadata<V1ConfigMap>))]
[JsonSerializable(typeof(PartialObjectMetadata<V1CustomResourceDefinition>))]
[JsonSerializable(typeof(PartialObjectMetadata<SlimPod>))]
[JsonSerializable(typeof(PartialObjectMetadata<V1Namespace>))]
[JsonSerializable(typeof(V1ObjectMeta))]
[JsonSerializable(typeof(V1Condition))]
internal sealed partial class KubernetesJson : JsonSerializerContext
{
    private static readonly JsonSerializerOptions Strict = Create(respectRequired: true);
    private static readonly JsonSerializerOptions Lenient = Create(respectRequired: false);

    /// <summary>Reads and writes an object.</summary>
    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)OptionsOf<T>(Strict).GetTypeInfo(typeof(T));

    /// <summary>Reads an object of which only the metadata is there, as in a bookmark: what is required may be null.</summary>
    public static JsonTypeInfo<T> BookmarkTypeInfo<T>() => (JsonTypeInfo<T>)OptionsOf<T>(Lenient).GetTypeInfo(typeof(T));

    /// <summary>The object as it is sent.</summary>
    public static byte[] Serialize<T>(T entity) => JsonSerializer.SerializeToUtf8Bytes(entity, TypeInfo<T>());

    private static JsonSerializerOptions OptionsOf<T>(JsonSerializerOptions ours) =>
        LibraryJson.Reads(typeof(T)) ? LibraryJson.Options : ours;

    private static JsonSerializerOptions Create(bool respectRequired)
    {
        var resolver = JsonTypeInfoResolver.Combine(Default, new DefaultJsonTypeInfoResolver())
            .WithAddedModifier(KeepLittleMetadata);
        var options = new JsonSerializerOptions(ResourceJson.Options)
        {
            TypeInfoResolver = respectRequired ? resolver : resolver.WithAddedModifier(RequireNothing),
            RespectNullableAnnotations = respectRequired,
        };
        options.Converters.Add(new TimeConverter());
        options.MakeReadOnly();
        return options;
    }

    private static void KeepLittleMetadata(JsonTypeInfo type)
    {
        if (type.Type != typeof(V1ObjectMeta))
            return;
        type.Properties.Single(property => property.Name == "annotations").CustomConverter =
            new AnnotationsConverter<IReadOnlyDictionary<string, string>>();
        var managers = type.Properties.Single(property => property.Name == "managedFields");
        managers.CustomConverter = new DataManagersConverter<IReadOnlyList<V1ManagedFieldsEntry>, V1ManagedFieldsEntry>(
            (manager, operation, time) => new() { Manager = manager, Operation = operation, Time = time });
        managers.ShouldSerialize = (_, _) => false;
    }

    private static void RequireNothing(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var property in type.Properties)
            property.IsRequired = false;
    }
}
