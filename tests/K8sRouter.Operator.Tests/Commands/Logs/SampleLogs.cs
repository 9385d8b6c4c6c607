using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;

namespace K8sRouter.Operator.Tests.Commands.Logs;

/// <summary>A few generations as two sidecars of two workspaces would have stored them, up to half an hour ago.</summary>
internal static class SampleLogs
{
    public const string Prefix = "k8srouter";
    public const string WorkspaceId = "0b7f6f4e-0000-4000-8000-00000000000a";
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Served, with content and reasoning.</summary>
    public static readonly GenerationRecord Served = Record("team-a", Now.AddMinutes(-30), 1) with
    {
        ExternalUser = "u-1",
        SessionId = "s-1",
        ApiKeyName = "batch",
        Cost = new() { Prompt = 0.000002m, Completion = 0.00002m, Total = 0.000022m, Charged = 0.000022m },
    };

    /// <summary>Two providers failed.</summary>
    public static readonly GenerationRecord Failed = Record("team-a", Now.AddMinutes(-29), 2) with
    {
        ExternalUser = "u-2",
        Outcome = GenerationOutcomes.Failed,
        StatusCode = 502,
        ErrorType = "provider_unavailable",
        FinishReason = null,
        ProviderName = null,
        ProviderSlug = null,
        EndpointId = null,
        Usage = null,
        Attempts =
        [
            Attempt("Alpha", "alpha/acme/assistant", 503), Attempt("Beta", "beta/acme/assistant", null),
        ],
    };

    /// <summary>Cancelled the day before; its content wasn't asked for.</summary>
    public static readonly GenerationRecord Cancelled = Record("team-a", Now.AddDays(-1), 3) with
    {
        ExternalUser = "u-1",
        Outcome = GenerationOutcomes.Cancelled,
        Cancelled = true,
        FinishReason = null,
    };

    /// <summary>Another workspace's.</summary>
    public static readonly GenerationRecord Others = Record("team-b", Now.AddMinutes(-10), 4) with { ExternalUser = "u-1" };

    public static readonly CapturedContent Answer = new()
    {
        Request = Utf8("""{"model":"acme/assistant","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Why is the sky blue? canary-prompt"},{"type":"image_url","image_url":{"url":"https://images.example/sky.png"}}]}]}"""),
        ResponseFormat = CapturedResponseFormat.Json,
        Response = Utf8("""{"choices":[{"message":{"role":"assistant","content":"Air scatters blue light.\u001b[2J canary-answer","reasoning":"Rayleigh."}}]}"""),
    };

    public static readonly CapturedContent Errors = new()
    {
        Request = Utf8("""{"messages":[{"role":"user","content":"Hello?"}]}"""),
        Errors = Utf8("""[{"code":503,"message":"Overloaded","provider_name":"Alpha","raw":"{\"busy\":true}"},{"code":null,"message":"Connection refused","provider_name":"Beta","raw":null}]"""),
    };

    /// <summary>Writes all of them.</summary>
    /// <param name="store">Takes rows, and content unless it has a store of its own.</param>
    /// <param name="contentStore">Takes content; null: <paramref name="store"/>.</param>
    /// <param name="contentBucket">Name that rows give to <paramref name="contentStore"/>.</param>
    public static async Task WriteAsync(IObjectStore store, IObjectStore? contentStore = null, string? contentBucket = null)
    {
        await SegmentAsync(store, contentStore, contentBucket, (Served, Answer), (Failed, Errors));
        await SegmentAsync(store, contentStore, contentBucket, (Cancelled, null));
        await SegmentAsync(store, contentStore, contentBucket, (Others, Answer));
    }

    /// <summary>A generation that was served.</summary>
    public static GenerationRecord Record(string workspace, DateTimeOffset at, int number)
    {
        var sidecar = workspace == "team-a" ? "SideAA" : "SideBB";
        return new()
        {
            Id = $"gen-{at.ToUnixTimeSeconds()}-{sidecar}{number:D14}",
            RequestId = $"req-{at.ToUnixTimeSeconds()}-{sidecar}{number:D14}",
            WorkspaceId = workspace == "team-a" ? WorkspaceId : "0b7f6f4e-0000-4000-8000-00000000000b",
            Workspace = workspace,
            Sidecar = sidecar,
            ConfigRevision = "r",
            CreatedAt = at,
            Outcome = GenerationOutcomes.Completed,
            Api = GenerationApis.Chat,
            RequestedModel = "acme/assistant:nitro",
            Model = "acme/assistant",
            CanonicalSlug = "acme/assistant-20261101",
            ProviderName = "Alpha",
            ProviderSlug = "alpha",
            EndpointId = "alpha/acme/assistant",
            Attempts = [Attempt("Alpha", "alpha/acme/assistant", 200)],
            Streamed = true,
            FinishReason = "stop",
            StatusCode = 200,
            Timings = new() { ProviderRequest = 1, ProviderHeaders = 80, FirstToken = 90, ProviderBodyEnd = 420, End = 421 },
            Usage = new() { Prompt = 2048, Completion = 12, Total = 2060, Cached = 1024, Reasoning = 4 },
            DataRegion = "global",
            ContentLogged = true,
        };
    }

    /// <summary>Writes one segment.</summary>
    public static async Task SegmentAsync(
        IObjectStore store, IObjectStore? contentStore, string? contentBucket,
        params (GenerationRecord Record, CapturedContent? Content)[] generations)
    {
        var first = generations[0].Record;
        Assert.True(GenerationIds.TryParse(first.Id, out var hour, out var sidecar));
        var segment = ObjectNames.Segment(1, first.CreatedAt.ToUnixTimeSeconds() % 10_000);
        var contentName = ObjectNames.Content(Prefix, first.Workspace, hour, sidecar, segment);
        using var rows = new MemoryStream();
        using var content = new MemoryStream();
        using var builder = new SegmentBuilder(rows, content, contentName, contentBucket);
        foreach (var (record, captured) in generations)
        {
            Assert.True(GenerationIds.TryParse(record.Id, out var second, out _));
            var row = JsonSerializer.SerializeToUtf8Bytes(record, GenerationRecordJson.Default.GenerationRecord);
            if (captured is null)
                builder.Append(second, row);
            else
                builder.Append(second, row, record, captured);
        }
        var metadata = builder.Summary.ToMetadata(first.WorkspaceId);
        if (content.Length > 0)
            await PutAsync(contentStore ?? store, contentName, content, ObjectNames.ContentContentType, builder.Summary.ContentCrc32C, metadata);
        var name = ObjectNames.Records(Prefix, first.Workspace, hour, sidecar, segment);
        await PutAsync(store, name, rows, ObjectNames.RecordsContentType, builder.Summary.RecordsCrc32C, metadata);
    }

    private static async Task PutAsync(
        IObjectStore store, string name, MemoryStream bytes, string type, uint crc, IReadOnlyDictionary<string, string> metadata)
    {
        var properties = new ObjectProperties { ContentType = type, Crc32C = crc, Metadata = metadata };
        Assert.Equal(PutResult.Created, await store.PutAsync(name, bytes, properties, 0, default));
    }

    private static ProviderAttempt Attempt(string name, string endpoint, int? status) => new()
    {
        EndpointId = endpoint,
        ProviderName = name,
        ProviderSlug = name.ToLowerInvariant(),
        ModelPermaslug = "acme/assistant-20261101",
        Status = status,
        Failure = status switch { 200 => null, null => AttemptFailures.Connect, _ => AttemptFailures.Status },
        Latency = 79.4,
    };

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
