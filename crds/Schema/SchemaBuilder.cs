using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Crds.Schema;

/// <summary>
/// Reads schemas off the resource types: <c>required</c> members are required, an optional scalar that can't be null has a
/// default (the initial value) outside of lists, everything else says by its absence what its docstring tells. An object that
/// says nothing when it is empty may be null: server-side apply leaves that of one whose last field it removes.
/// </summary>
/// <param name="documentation">Docstrings; null where only validation is wanted.</param>
internal sealed class SchemaBuilder(XmlDocumentation? documentation)
{
    public SchemaNode Build(Type type)
    {
        if (Scalar(type) is { } scalar)
            return scalar;
        if (ListItem(type) is { } item)
            return new SchemaNode { Type = "array", Items = Build(item) };
        if (MapValue(type) is { } value)
            return new SchemaNode { Type = "object", AdditionalProperties = Build(value) };

        var fresh = Activator.CreateInstance(type)!;
        var properties = Properties(type);
        return new SchemaNode
        {
            Type = "object",
            Description = documentation?.Of(type),
            Properties = [.. properties.Select(property => KeyValuePair.Create(JsonName(property), Field(property, fresh)))],
            Required = [.. properties.Where(IsRequired).Select(JsonName)],
            Rules = [.. SchemaAttributes.Rules(type)],
        };
    }

    private SchemaNode Field(PropertyInfo property, object fresh)
    {
        var schema = SchemaAttributes.Apply(property, Build(Unwrap(property.PropertyType)));
        return schema with
        {
            Description = Describe(property),
            Default = IsRequired(property) || CanBeNull(property) ? null : Default(property.GetValue(fresh)),
            Nullable = property.IsDefined(typeof(NullIsAbsentAttribute)) || CanBeNull(property) && SaysNothingEmpty(schema),
        };
    }

    /// <summary>An object in which nothing has a default.</summary>
    private static bool SaysNothingEmpty(SchemaNode schema) =>
        schema.Type == "object" && schema.Properties?.All(property => property.Value.Default is null) is not false;

    private string? Describe(PropertyInfo property)
    {
        var text = documentation?.Of(property);
        var type = Unwrap(property.PropertyType);
        if (text is null || !type.IsEnum)
            return text;
        var values = Enum.GetNames(type).Select(name => $"{name}: {documentation!.Of(type.GetField(name)!)}");
        return $"{text}\n{string.Join(' ', values)}";
    }

    private static JsonNode? Default(object? value) =>
        value is null or System.Collections.ICollection { Count: 0 }
            ? null
            : JsonSerializer.SerializeToNode(value, ResourceJson.Options);

    private static List<PropertyInfo> Properties(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is not null)
            .OrderBy(property => property.MetadataToken)];

    private static string JsonName(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static bool IsRequired(PropertyInfo property) =>
        property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute));

    private static bool CanBeNull(PropertyInfo property) =>
        new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;

    private static Type Unwrap(Type type) => System.Nullable.GetUnderlyingType(type) ?? type;

    private static Type? ListItem(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static Type? MapValue(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
            ? type.GetGenericArguments()[1]
            : null;

    private static SchemaNode? Scalar(Type type)
    {
        if (type.IsEnum)
            return new SchemaNode { Type = "string", Enum = Enum.GetNames(type) };
        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => new SchemaNode { Type = "string" },
            TypeCode.Boolean => new SchemaNode { Type = "boolean" },
            TypeCode.Int32 => new SchemaNode { Type = "integer", Format = "int32" },
            TypeCode.Int64 => new SchemaNode { Type = "integer", Format = "int64" },
            TypeCode.Decimal => new SchemaNode { Type = "number" },
            _ => type == typeof(DateTimeOffset) ? new SchemaNode { Type = "string", Format = "date-time", MaxLength = 64 } : null,
        };
    }
}
