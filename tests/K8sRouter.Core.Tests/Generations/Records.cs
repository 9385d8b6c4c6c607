using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Tests.Generations;

/// <summary>Generations as tests start from.</summary>
internal static class Records
{
    public const string Id = "gen-1763640000-AbCdEf00000000000001";

    public static readonly DateTimeOffset Arrived = DateTimeOffset.FromUnixTimeSeconds(1763640000);

    public static GenerationRecord Completed(string api = GenerationApis.Chat, string id = Id) => new()
    {
        Id = id,
        RequestId = "req-1763640000-AbCdEf00000000000002",
        WorkspaceId = "0b7f6f4e-0000-4000-8000-000000000001",
        Workspace = "team-a",
        Sidecar = "AbCdEf",
        ConfigRevision = "r1",
        CreatedAt = Arrived,
        Outcome = GenerationOutcomes.Completed,
        Api = api,
        RequestedModel = "openai/gpt-5-mini:floor",
        Model = "openai/gpt-5-mini",
        CanonicalSlug = "openai/gpt-5-mini-2025-08-07",
        ProviderName = "OpenAI",
        ProviderSlug = "openai",
        DataRegion = "global",
        StatusCode = 200,
    };

    public static byte[] Row(GenerationRecord record) =>
        JsonSerializer.SerializeToUtf8Bytes(record, GenerationRecordJson.Default.GenerationRecord);

    public static CapturedContent Whole(string request, string? response) => new()
    {
        Request = Encoding.UTF8.GetBytes(request),
        ResponseFormat = response is null ? CapturedResponseFormat.None : CapturedResponseFormat.Json,
        Response = Encoding.UTF8.GetBytes(response ?? ""),
    };
}
