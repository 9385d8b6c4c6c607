using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Tests.Configuration;

/// <summary>Takes a configuration's JSON apart into the members of its types.</summary>
internal static class DocumentMembers
{
    /// <summary>Members whose own members are names that somebody chose.</summary>
    private static readonly HashSet<string> Maps = ["headers", "query", "config", "secretFiles", "optionalMembers"];

    /// <summary>Every object that is of a type of the document, the document first.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                return list.SelectMany(Objects);
            case JsonObject holder:
                return holder.Where(member => !Maps.Contains(member.Key)).SelectMany(member => Objects(member.Value)).Prepend(holder);
            default:
                return [];
        }
    }

    /// <summary>The path of every member, such as <c>endpoints[0].apis</c>.</summary>
    public static IEnumerable<string> Paths(JsonNode document) =>
        Objects(document).SelectMany(holder => holder.Select(member => $"{holder.GetPath()}.{member.Key}"[2..]));

    /// <summary>The path of every member that a type declares, without positions.</summary>
    public static IEnumerable<string> Declared(Type type, string prefix = "") =>
        from property in type.GetProperties()
        let path = prefix + JsonNamingPolicy.CamelCase.ConvertName(property.Name)
        where !property.GetMethod!.IsStatic
        let held = property.PropertyType.GenericTypeArguments.LastOrDefault() ?? property.PropertyType
        from one in held.Assembly == typeof(RouterConfig).Assembly ? Declared(held, path + ".").Prepend(path) : [path]
        select one;

    /// <summary>The object that holds the member at a path, and the member's name.</summary>
    public static (JsonObject Holder, string Name) Find(JsonNode document, string path) => Objects(document)
        .SelectMany(holder => holder.Select(member => (Holder: holder, member.Key)))
        .First(member => $"{member.Holder.GetPath()}.{member.Key}"[2..] == path);
}
