using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using K8sRouter.Benchmarks.Upstream;

namespace K8sRouter.Benchmarks.Load;

/// <summary>A kind of request.</summary>
internal sealed record Workload
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required string Name { get; init; }

    /// <summary>The upstream's model; callers of the sidecar write <c>bench/</c> in the place of <c>bench-</c>.</summary>
    public required string Model { get; init; }

    public required int PromptLength { get; init; }

    public bool Streamed { get; init; }

    /// <summary>Whether each chunk's way is timed: then nothing else is.</summary>
    public bool TimesChunks { get; init; }

    public static IReadOnlyList<Workload> All { get; } =
    [
        new() { Name = "whole-1KB", Model = "bench-whole", PromptLength = 900 },
        new() { Name = "prompt-100KB", Model = "bench-whole", PromptLength = 100_000 },
        new() { Name = "stream-200", Model = "bench-stream", PromptLength = 900, Streamed = true },
        new() { Name = "stream-200-5ms", Model = "bench-gap", PromptLength = 900, Streamed = true, TimesChunks = true },
    ];

    public IResponseCheck Check(List<double>? chunkMicroseconds) =>
        Streamed ? new StreamCheck(chunkMicroseconds) : new WholeCheck();

    /// <summary>The request's bytes.</summary>
    /// <param name="path">Where chat completions are.</param>
    /// <param name="model">As this variant wants it written.</param>
    /// <param name="port">For the header Host.</param>
    public byte[] Request(string path, string model, int port)
    {
        var prompt = JsonSerializer.Serialize(Prompt(PromptLength), Plain);
        var stream = Streamed ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "";
        var messages = $$"""[{"role":"system","content":"You answer briefly."},{"role":"user","content":{{prompt}}}]""";
        var body = $$"""{"model":"{{model}}","temperature":0.7,"max_tokens":400{{stream}},"messages":{{messages}}}""";
        var length = Encoding.UTF8.GetByteCount(body);
        var head = string.Create(
            CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {length}\r\n")
            + "Content-Type: application/json\r\nAuthorization: Bearer sk-bench\r\nUser-Agent: bench\r\n\r\n";
        return Encoding.UTF8.GetBytes(head + body);
    }

    /// <summary>Text as it is pasted into prompts: source with line ends, quotes, backslashes, letters beyond ASCII.</summary>
    private static string Prompt(int length)
    {
        var text = new StringBuilder("Please review this file:\n\n");
        for (var line = 1; text.Length < length; line++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"    if (row[{line}] == \"naïve\\t{line}\") return format(\"{{0}} – {{1}}\", row, {line}); // see §{line}\n");
        }
        return text.Append(Encoding.UTF8.GetString(UpstreamServer.PromptEnd)).ToString();
    }
}
