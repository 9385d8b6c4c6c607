using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace K8sRouter.Core.Configuration;

/// <summary>
/// The document as it is read. Generated code gives an absent member its type's default and never the value that its
/// declaration initializes it with, so that an absent <c>training</c> would read as "doesn't train". Therefore every member that
/// can't be null must be there, and each that can be null is counted (<see cref="OptionalMembers"/>).
/// </summary>
internal static class RouterConfigContract
{
    public static JsonTypeInfo<RouterConfig> Document { get; } = Create();

    public static JsonTypeInfo Of(Type type) => Document.Options.GetTypeInfo(type);

    /// <summary>The contract of the objects that a member holds, itself or as items of its list; null: it holds none.</summary>
    public static JsonTypeInfo? OfObjectsIn(JsonPropertyInfo member)
    {
        var type = member.PropertyType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            type = type.GenericTypeArguments[0];
        return type.Namespace == typeof(RouterConfig).Namespace ? Of(type) : null;
    }

    private static JsonTypeInfo<RouterConfig> Create()
    {
        var options = new JsonSerializerOptions(RouterConfigJson.Default.Options)
        {
            TypeInfoResolver = RouterConfigJson.Default.WithAddedModifier(RequireWhatCannotBeNull),
        };
        options.MakeReadOnly();
        return (JsonTypeInfo<RouterConfig>)options.GetTypeInfo(typeof(RouterConfig));
    }

    private static void RequireWhatCannotBeNull(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var member in type.Properties)
            member.IsRequired |= !CanBeNull(member);
    }

    private static bool CanBeNull(JsonPropertyInfo member) => member.PropertyType.IsValueType
        ? Nullable.GetUnderlyingType(member.PropertyType) is not null
        : member.IsSetNullable;
}
