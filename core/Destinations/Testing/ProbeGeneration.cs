using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations.Testing;

/// <summary>What a test of a connection sends in the place of a generation. It holds nothing of any workspace.</summary>
internal static class ProbeGeneration
{
    /// <summary>Name of the test in every format: as the API that clients know calls it.</summary>
    public const string Name = "openrouter-connection-test";

    public const string TraceId = "00000000000000000000000000000001";
    public const string SpanId = "0000000000000001";

    private const string Trace =
        $$"""{"trace_id":"{{TraceId}}","trace_name":"{{Name}}","span_name":"{{Name}}","generation_name":"{{Name}}"}""";

    public static GenerationRecord Of(DateTimeOffset now) => new()
    {
        Id = Name,
        RequestId = Name,
        WorkspaceId = Name,
        Workspace = Name,
        Sidecar = Name,
        ConfigRevision = Name,
        CreatedAt = now,
        Outcome = GenerationOutcomes.Completed,
        Api = GenerationApis.Chat,
        RequestedModel = Name,
        Model = Name,
        CanonicalSlug = Name,
        DataRegion = DataPolicies.Regions.Global,
        Trace = Trace,
    };
}
