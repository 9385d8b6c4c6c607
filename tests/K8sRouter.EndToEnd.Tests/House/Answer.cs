using System.Net.Http.Headers;
using System.Text.Json;

namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>An HTTP answer, read to its end.</summary>
internal sealed record Answer(int Status, string Body, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>Value of <c>X-Generation-Id</c>; fails where there is none.</summary>
    public string GenerationId => Assert.Single(Headers.GetValues("X-Generation-Id"));

    /// <summary>The data of every server-sent event.</summary>
    public IReadOnlyList<string> Events =>
        [.. Body.ReplaceLineEndings("\n").Split('\n').Where(l => l.StartsWith("data:", StringComparison.Ordinal)).Select(l => l[5..].Trim())];

    /// <summary>The events that are JSON.</summary>
    public IReadOnlyList<JsonElement> Chunks => [.. Events.Where(e => e != "[DONE]").Select(e => JsonDocument.Parse(e).RootElement)];

    /// <summary>The text of a chat answer, streamed or not.</summary>
    public string ChatText => Events.Count == 0
        ? Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!
        : string.Concat(Chunks.Where(c => c.GetProperty("choices").GetArrayLength() > 0)
            .Select(c => c.GetProperty("choices")[0].GetProperty("delta"))
            .Select(d => d.TryGetProperty("content", out var text) ? text.GetString() : ""));

    public JsonElement Error => Json.GetProperty("error");

    public JsonElement ErrorMetadata => Error.GetProperty("metadata");

    /// <summary>The answer itself, if it has the status; else the test fails and shows the body.</summary>
    public Answer Expect(int status)
    {
        Assert.True(Status == status, $"status {Status} in the place of {status}: {Body}");
        return this;
    }

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
            return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }
}
