using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace K8sRouter.Crds.Generation;

/// <summary>
/// Writes JSON values as block-style YAML in the manner of Kubernetes manifests: two spaces, dashes at the parent's depth,
/// long prose folded. Of our own because a serializer neither folds prose nor promises the same bytes in its next version.
/// </summary>
internal static partial class YamlWriter
{
    private const int Width = 110;

    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        WriteBlock(text, node, depth: 0);
        return text.ToString();
    }

    private static void WriteBlock(StringBuilder text, JsonNode node, int depth)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                WriteItem(text, item, depth);
            return;
        }
        foreach (var (name, value) in (JsonObject)node)
        {
            text.Append(' ', depth).Append(Scalar(name)).Append(':');
            WriteValue(text, value, depth, value is JsonArray ? depth : depth + 2);
        }
    }

    private static void WriteItem(StringBuilder text, JsonNode? item, int depth)
    {
        if (item is not JsonObject { Count: > 0 } entries)
        {
            text.Append(' ', depth).Append('-');
            WriteValue(text, item, depth, depth + 2);
            return;
        }
        // The first field stands on the line of the dash.
        var start = text.Length;
        WriteBlock(text, entries, depth + 2);
        text[start + depth] = '-';
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int depth, int childDepth)
    {
        switch (value)
        {
            case JsonObject { Count: 0 }:
                text.Append(" {}\n");
                break;
            case JsonArray { Count: 0 }:
                text.Append(" []\n");
                break;
            case JsonObject or JsonArray:
                text.Append('\n');
                WriteBlock(text, value, childDepth);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                WriteText(text, scalar.GetValue<string>(), depth);
                break;
            default:
                text.Append(' ').Append(value?.ToJsonString() ?? "null").Append('\n');
                break;
        }
    }

    private static void WriteText(StringBuilder text, string value, int depth)
    {
        if (value.Length + depth < Width && !value.Contains('\n') || !value.Contains(' '))
        {
            text.Append(' ').Append(Scalar(value)).Append('\n');
            return;
        }
        text.Append(" >-\n");
        var paragraphs = value.Split('\n');
        for (var i = 0; i < paragraphs.Length; i++)
        {
            if (i > 0)
                text.Append('\n');
            Fold(text, paragraphs[i], depth + 2);
        }
    }

    private static void Fold(StringBuilder text, string paragraph, int depth)
    {
        var column = 0;
        foreach (var word in paragraph.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                text.Append('\n');
                column = 0;
            }
            text.Append(' ', column == 0 ? depth : 1).Append(word);
            column = (column == 0 ? depth : column + 1) + word.Length;
        }
        text.Append('\n');
    }

    private static string Scalar(string value) =>
        Plain().IsMatch(value) && !Ambiguous().IsMatch(value) && !value.Contains(": ", StringComparison.Ordinal)
            ? value
            : "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    /// <summary>Text that means itself without quotes: begins like a word or a path, and holds nothing of YAML's own.</summary>
    [GeneratedRegex(@"^[A-Za-z./][^#\n\t\\""{}\[\]&*!|>%@`]*(?<![:\s])$")]
    private static partial Regex Plain();

    /// <summary>Words that some YAML reader takes for a boolean, null or a number.</summary>
    [GeneratedRegex(@"^(true|false|yes|no|on|off|y|n|null|~|\.inf|\.nan|[.\d]+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Ambiguous();
}
