using System.Text.Json;

namespace K8sRouter.Testing.Conformance;

/// <summary>The known types, and the problems found so far.</summary>
internal sealed record SchemaContext(IReadOnlyDictionary<string, SchemaType> Types, List<string> Problems)
{
    public void Refuse(string path, string expected, JsonElement actual) =>
        Problems.Add($"{path}: expected {expected}, got {Describe(actual)}");

    private static string Describe(JsonElement actual)
    {
        string text = actual.GetRawText();
        return text.Length <= 60 ? text : $"{text[..60]}...";
    }
}
