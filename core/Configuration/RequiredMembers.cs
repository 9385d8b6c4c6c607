using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace K8sRouter.Core.Configuration;

/// <summary>Finds what a document that can't be read lacks: the serializer tells only the object that isn't whole.</summary>
public static class RequiredMembers
{
    /// <summary>
    /// Path of the first member that is null or isn't there and must be, such as <c>endpoints[0].dataPolicy.training</c>; null:
    /// every one is there, or the text isn't JSON.
    /// </summary>
    public static string? FindMissing(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return FindIn(document.RootElement, RouterConfigContract.Document, "");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? FindIn(JsonElement element, JsonTypeInfo contract, string prefix)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var member in contract.Properties)
        {
            string path = prefix + member.Name;
            if (!element.TryGetProperty(member.Name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                if (member.IsRequired)
                    return path;
                continue;
            }
            if (FindInside(value, RouterConfigContract.OfObjectsIn(member), path) is { } missing)
                return missing;
        }
        return null;
    }

    /// <param name="value">A list, an object of the document, or a map of names that somebody chose.</param>
    /// <param name="inner">The contract of the objects in it; null: there are none.</param>
    /// <param name="path">Where it stands.</param>
    private static string? FindInside(JsonElement value, JsonTypeInfo? inner, string path)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return inner is not null
                ? FindIn(value, inner, path + ".")
                : value.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Null)
                    .Select(entry => $"{path}.{entry.Name}").FirstOrDefault();
        }
        if (value.ValueKind != JsonValueKind.Array)
            return null;
        int position = 0;
        foreach (var item in value.EnumerateArray())
        {
            string place = $"{path}[{position++}]";
            if (item.ValueKind == JsonValueKind.Null)
                return place;
            if (inner is not null && FindIn(item, inner, place + ".") is { } missing)
                return missing;
        }
        return null;
    }
}
