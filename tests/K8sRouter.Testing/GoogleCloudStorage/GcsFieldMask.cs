using System.Text.Json.Nodes;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>The parameter <c>fields</c>: an answer holds what it names and nothing else. Names, and one level of brackets.</summary>
internal static class GcsFieldMask
{
    private static readonly HashSet<string> Known =
    [
        "kind", "id", "name", "bucket", "generation", "metageneration", "storageClass", "size", "crc32c", "md5Hash", "timeCreated",
        "updated", "contentType", "kmsKeyName", "metadata", "nextPageToken", "prefixes", "items",
    ];

    public static JsonObject Apply(JsonObject answer, string? fields)
    {
        if (fields is null)
            return answer;
        var kept = new JsonObject();
        foreach (string field in Split(fields))
        {
            int bracket = field.IndexOf('(', StringComparison.Ordinal);
            string name = bracket < 0 ? field : field[..bracket];
            if (!Known.Contains(name) || (bracket >= 0 && field[^1] != ')'))
                throw GcsWireError.Invalid($"Invalid field selection {name}");
            if (answer[name] is not { } value)
                continue;
            kept[name] = bracket >= 0 && value is JsonArray items
                ? new JsonArray([.. items.Select(item => Apply((JsonObject)item!, field[(bracket + 1)..^1]))])
                : value.DeepClone();
        }
        return kept;
    }

    private static List<string> Split(string fields)
    {
        var parts = new List<string>();
        int depth = 0;
        int begin = 0;
        for (int at = 0; at <= fields.Length; at++)
        {
            char c = at == fields.Length ? ',' : fields[at];
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c != ',' || depth != 0)
                continue;
            parts.Add(fields[begin..at]);
            begin = at + 1;
        }
        return parts;
    }
}
