namespace K8sRouter.EndToEnd.Tests.Clients;

/// <summary>A provider that keeps nothing, in both wire formats, and one that the policy forbids.</summary>
public sealed class ClientsHouse : HouseFixture
{
    internal override HousePlan Plan => new()
    {
        Providers = (alpha, beta) =>
        [
            new TestProvider("alpha", alpha)
            {
                Models =
                [
                    new("acme/assistant", Further: "supportedParameters: [temperature, max_tokens, tools, tool_choice]") { Apis = "chat, completions, responses" },
                    new("acme/flaky", "fault-503-mock"),
                    new("acme/limited", "fault-retry-after-mock"),
                    new("acme/failing", "fault-503-mock") { Apis = "chat, completions, embeddings, responses" },
                    new("acme/embedder", "mock-embed", Completion: "0") { Apis = "embeddings" },
                ],
            },
            new TestProvider("scholar", alpha)
            {
                Anthropic = true,
                Models =
                [
                    new("acme/scholar", "mock-large") { Apis = "messages" },
                    new("acme/broken-scholar", "fault-529-mock") { Apis = "messages" },
                    new("acme/cut-scholar", "fault-cut-mid-stream-mock") { Apis = "messages" },
                ],
            },
            new TestProvider("beta", beta)
            {
                DataPolicy = "confirmed: true, training: true, publication: false, retentionDays: 30",
                Models = [new("acme/forbidden"), new("acme/flaky")],
            },
        ],
    };
}
