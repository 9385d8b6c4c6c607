using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.Answers;

/// <summary>Makes the answer from the question alone, so that a test knows it beforehand.</summary>
internal static partial class Answerer
{
    private const int EchoedCharacters = 200;
    private const int CachedShare = 4;

    public static Answer To(Question question, string provider)
    {
        var reasoning = question.Reasoning ? Split("The caller wrote something, and it shall be said back.") : [];
        if (ToolFor(question) is { } tool)
            return new Answer
            {
                Reasoning = reasoning,
                Tool = tool,
                Tokens = Count(question, reasoning.Count, tool.Pieces.Count()),
            };

        var pieces = Split(TextFor(question, provider));
        var room = Math.Max(0, (question.MaxTokens ?? int.MaxValue) - reasoning.Count);
        var cut = pieces.Count > room;
        if (cut)
            pieces = [.. pieces.Take(Math.Max(1, room))];
        return new Answer
        {
            Reasoning = reasoning,
            Pieces = pieces,
            Cut = cut,
            Tokens = Count(question, reasoning.Count, pieces.Count),
        };
    }

    /// <summary>A word with the space before it is a token.</summary>
    public static IReadOnlyList<string> Split(string text) => [.. Token().Matches(text).Select(match => match.Value)];

    public static int CountTokens(string text) => Token().Count(text);

    private static string TextFor(Question question, string provider)
    {
        if (question.Json)
            return JsonFor(question, provider);
        if (WordsWanted().Match(question.Text) is { Success: true } wanted)
        {
            var count = Math.Min(int.Parse(wanted.Groups[1].ValueSpan, CultureInfo.InvariantCulture), 100_000);
            return string.Join(
                ' ', Enumerable.Range(1, count).Select(n => string.Create(CultureInfo.InvariantCulture, $"word{n}")));
        }

        var echoed = question.Text.Length <= EchoedCharacters ? question.Text : question.Text[..EchoedCharacters] + "...";
        return $"{provider} serves {question.Model} and heard you say: {echoed}";
    }

    private static string JsonFor(Question question, string provider) =>
        question.JsonSchema is { } schema
            ? SchemaFiller.Fill(schema, question.Text).ToJsonString(WireJson.Options)
            : JsonSerializer.Serialize(
                new Dictionary<string, string> { ["provider"] = provider, ["heard"] = question.Text }, WireJson.Options);

    private static ToolCall? ToolFor(Question question)
    {
        foreach (var (name, schema) in question.Tools)
        {
            var chosen = question.ForcedTool is { } forced
                ? forced.Length == 0 || forced == name
                : question.FromUser && Mentions(question.Text, name);
            if (chosen)
                return new ToolCall(
                    name, schema is { } known ? SchemaFiller.Fill(known, question.Text).ToJsonString(WireJson.Options) : "{}");
        }
        return null;
    }

    /// <summary><c>get_weather</c> is called when the text speaks of weather.</summary>
    private static bool Mentions(string text, string tool) =>
        tool.Split('_', '-', '.').Any(word => word.Length > 3 && text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static TokenCounts Count(Question question, int reasoning, int produced) =>
        new(question.PromptTokens, question.PromptTokens / CachedShare, reasoning + produced, reasoning);

    [GeneratedRegex(@"\s*\S+")]
    private static partial Regex Token();

    [GeneratedRegex(@"\b(\d{1,6}) words\b")]
    private static partial Regex WordsWanted();
}
