using System.Text.Json.Nodes;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Generation;

/// <summary>A schema in the form of a CustomResourceDefinition.</summary>
/// <param name="withRules">Whether rules are written, which servers before Kubernetes 1.25 lack.</param>
internal sealed class OpenApiSchema(bool withRules)
{
    /// <summary>Bounds of 64-bit integers, which a JSON number can't hold exactly: the format says them already.</summary>
    private const double BeyondInt64 = 9.2e18;

    /// <summary>
    /// Items of lists get no defaults: kubectl and Argo CD compare lists whole, and would find each such object changed forever.
    /// </summary>
    /// <param name="schema">What is written.</param>
    /// <param name="inList">Whether it is, or lies below, an item of a list.</param>
    public JsonObject Write(SchemaNode schema, bool inList = false)
    {
        var json = new JsonObject { ["type"] = schema.Type };
        Add(json, "format", schema.Format);
        Add(json, "description", schema.Description);
        // Servers that get no rules refuse no null that an apply leaves; their kubectl explains nothing below a nullable object.
        if (schema.Nullable && (withRules || schema.Type != "object"))
            json["nullable"] = true;
        if (!inList && schema.Default is { } value)
            json["default"] = value.DeepClone();
        AddValueBounds(json, schema);
        AddList(json, schema);
        AddObject(json, schema, inList);
        AddRules(json, schema);
        return json;
    }

    private static void AddValueBounds(JsonObject json, SchemaNode schema)
    {
        if (schema.Enum is { } words)
            json["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word))]);
        Add(json, "minLength", schema.MinLength);
        Add(json, "maxLength", schema.MaxLength);
        Add(json, "pattern", schema.Pattern);
        Add(json, "minimum", schema.Minimum);
        Add(json, "maximum", schema.Maximum);
    }

    private void AddList(JsonObject json, SchemaNode schema)
    {
        if (schema.Items is not { } items)
            return;
        Add(json, "minItems", schema.MinItems);
        Add(json, "maxItems", schema.MaxItems);
        json["x-kubernetes-list-type"] = schema.ListKind switch
        {
            ListKind.Set => "set",
            ListKind.Map => "map",
            _ => "atomic",
        };
        if (schema.ListMapKeys.Count > 0)
            json["x-kubernetes-list-map-keys"] = new JsonArray([.. schema.ListMapKeys.Select(key => JsonValue.Create(key))]);
        json["items"] = Write(items, inList: true);
    }

    private void AddObject(JsonObject json, SchemaNode schema, bool inList)
    {
        Add(json, "maxProperties", schema.MaxProperties);
        if (schema.AdditionalProperties is { } values)
            json["additionalProperties"] = Write(values, inList);
        if (schema.Required.Count > 0)
            json["required"] = new JsonArray([.. schema.Required.Select(name => JsonValue.Create(name))]);
        if (schema.Properties is not { } properties)
            return;
        var fields = new JsonObject();
        foreach (var (name, field) in properties)
            fields[name] = Write(field, inList);
        json["properties"] = fields;
    }

    private void AddRules(JsonObject json, SchemaNode schema)
    {
        if (!withRules || schema.Rules.Count == 0)
            return;
        json["x-kubernetes-validations"] = new JsonArray([.. schema.Rules.Select(rule => new JsonObject
        {
            ["rule"] = rule.Rule,
            ["message"] = rule.Message,
        })]);
    }

    private static void Add(JsonObject json, string name, string? value)
    {
        if (value is not null)
            json[name] = value;
    }

    private static void Add(JsonObject json, string name, int? value)
    {
        if (value is not null)
            json[name] = value;
    }

    private static void Add(JsonObject json, string name, double? value)
    {
        if (value is not { } number || Math.Abs(number) > BeyondInt64)
            return;
        json[name] = Math.Floor(number) == number ? JsonValue.Create((long)number) : JsonValue.Create((decimal)number);
    }
}
