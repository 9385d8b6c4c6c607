using System.Reflection;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Generation;

/// <summary>
/// Makes the CustomResourceDefinitions from the C# records and their docstrings, with structural schemas, in two forms: with
/// rules in the Common Expression Language, for Kubernetes 1.25 and later, and without. The same input gives the same bytes.
/// </summary>
public static class CustomResourceDefinitionGenerator
{
    /// <summary>One manifest per custom resource.</summary>
    /// <param name="withRules">Whether rules are written, which servers before Kubernetes 1.25 lack.</param>
    /// <exception cref="FileNotFoundException">The documentation file isn't beside the program.</exception>
    public static IReadOnlyList<GeneratedManifest> Generate(bool withRules)
    {
        var documentation = XmlDocumentation.Beside(typeof(CustomResourceDefinitionGenerator).Assembly);
        return [.. ResourceTypes.Custom.Select(type => new GeneratedManifest(
            $"{type.Entity.Group}_{type.Entity.PluralName}.yaml",
            Notice(withRules) + YamlWriter.Write(Definition(type, documentation, withRules))))];
    }

    /// <summary>Writes the manifests to a folder, which is made where it doesn't exist.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="withRules">Whether rules are written, which servers before Kubernetes 1.25 lack.</param>
    /// <returns>Full paths of the files.</returns>
    public static IReadOnlyList<string> WriteTo(string folder, bool withRules)
    {
        Directory.CreateDirectory(folder);
        var written = new List<string>();
        foreach (var manifest in Generate(withRules))
        {
            var file = Path.Combine(Path.GetFullPath(folder), manifest.FileName);
            File.WriteAllText(file, manifest.Content);
            written.Add(file);
        }
        return written;
    }

    private static string Notice(bool withRules) =>
        $"# Generated from the records in crds/ by `K8sRouter.Operator crds{(withRules ? "" : " --without-cel")}`. "
        + "Edit those, not this file.\n";

    private static JsonObject Definition(ResourceType type, XmlDocumentation documentation, bool withRules)
    {
        var entity = type.Entity;
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{entity.PluralName}.{entity.Group}",
                ["labels"] = new JsonObject
                {
                    ["app.kubernetes.io/name"] = "k8srouter",
                    ["app.kubernetes.io/component"] = "crds",
                },
            },
            ["spec"] = new JsonObject
            {
                ["group"] = entity.Group,
                ["names"] = new JsonObject
                {
                    ["kind"] = entity.Kind,
                    ["listKind"] = $"{entity.Kind}List",
                    ["plural"] = entity.PluralName,
                    ["singular"] = entity.Kind.ToLowerInvariant(),
                    ["shortNames"] = new JsonArray(entity.ShortName),
                    ["categories"] = new JsonArray(KubernetesGroup.Category),
                },
                ["scope"] = entity.Namespaced ? "Namespaced" : "Cluster",
                ["versions"] = new JsonArray(Version(type, documentation, withRules)),
            },
        };
    }

    private static JsonObject Version(ResourceType type, XmlDocumentation documentation, bool withRules) => new()
    {
        ["name"] = type.Entity.ApiVersion,
        ["served"] = true,
        ["storage"] = true,
        ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
        ["additionalPrinterColumns"] = new JsonArray([.. type.Type.GetCustomAttributes<PrinterColumnAttribute>()
            .OrderBy(column => column.Order).Select(Column)]),
        ["schema"] = new JsonObject { ["openAPIV3Schema"] = Root(type, documentation, withRules) },
    };

    private static JsonObject Column(PrinterColumnAttribute column)
    {
        var json = new JsonObject
        {
            ["name"] = column.Name,
            ["type"] = column.Type,
            ["description"] = column.Description,
            ["jsonPath"] = column.JsonPath,
        };
        if (column.Wide)
            json["priority"] = 1;
        return json;
    }

    private static JsonObject Root(ResourceType type, XmlDocumentation documentation, bool withRules)
    {
        var builder = new SchemaBuilder(documentation);
        var schema = new OpenApiSchema(withRules);
        var node = builder.Build(type.Type.GetProperty("Spec")!.PropertyType);
        var spec = schema.Write(node);
        var status = schema.Write(builder.Build(type.Type.GetProperty("Status")!.PropertyType));
        if (type.Type.GetCustomAttribute<InitialConditionsAttribute>() is { } initial)
            status["default"] = InitialStatus(initial.Types);
        var root = new JsonObject { ["type"] = "object", ["description"] = documentation.Of(type.Type) };
        // Server-side apply leaves null of a spec whose last field it removes: where it may be empty, a default takes its place.
        if (node.Required.Count == 0)
            spec["default"] = new JsonObject();
        else
            root["required"] = new JsonArray("spec");
        root["properties"] = new JsonObject
        {
            ["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = "Group and version of the object." },
            ["kind"] = new JsonObject { ["type"] = "string", ["description"] = "Kind of the object." },
            ["metadata"] = Metadata(type.Entity),
            ["spec"] = spec,
            ["status"] = status,
        };
        return root;
    }

    private static JsonObject Metadata(KubernetesEntityAttribute entity)
    {
        var name = entity.OnlyName is { } only
            ? new JsonObject { ["type"] = "string", ["enum"] = new JsonArray(only) }
            : new JsonObject
            {
                ["type"] = "string",
                ["maxLength"] = ResourceNames.MaxLength,
                ["pattern"] = ResourceNameAttribute.Pattern,
            };
        return new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["name"] = name } };
    }

    private static JsonObject InitialStatus(IReadOnlyList<string> types) => new()
    {
        ["conditions"] = new JsonArray([.. types.Select(type => new JsonObject
        {
            ["type"] = type,
            ["status"] = "Unknown",
            ["reason"] = ConditionReasons.Pending,
            ["message"] = "Waiting for the operator.",
            ["lastTransitionTime"] = "1970-01-01T00:00:00Z",
        })]),
    };
}
