namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>A model of a <see cref="TestProvider"/>.</summary>
/// <param name="Name">As callers write it.</param>
/// <param name="UpstreamName">As the provider does; <c>fault-429</c> in it makes the mock fail so.</param>
/// <param name="Prompt">USD per token.</param>
/// <param name="Completion">USD per token.</param>
/// <param name="Further">One more field of the manifest, on one line.</param>
internal sealed record TestModel(
    string Name, string UpstreamName = "mock-mini", string Prompt = "0.000001", string Completion = "0.000002", string? Further = null)
{
    public string Apis { get; init; } = "chat";

    public string ToYaml() =>
        $$"""
          - name: "{{Name}}"
            upstreamName: "{{UpstreamName}}"
            apis: [{{Apis}}]
            contextLength: 128000
            pricing: {prompt: "{{Prompt}}", completion: "{{Completion}}"}
        """ + (Further is null ? "" : $"\n    {Further}");
}
