namespace K8sRouter.EndToEnd.Tests.Requests;

/// <summary>Providers that differ in price, retention, abilities and their wish to know users.</summary>
public sealed class RequestsHouse : HouseFixture
{
    internal override HousePlan Plan => new()
    {
        Policy = "{retention: {maxDays: 30}}",
        Providers = (alpha, beta) =>
        [
            new TestProvider("alpha", alpha)
            {
                Models =
                [
                    new("acme/assistant", Prompt: "0.000004", Completion: "0.000004", Further: "supportedParameters: [temperature, tools]")
                    {
                        Apis = "chat, responses",
                    },
                    new("acme/gratis", Prompt: "0.000004"),
                    new("acme/alpha-only"),
                    new("acme/embedder", "mock-embed") { Apis = "embeddings" },
                ],
            },
            new TestProvider("beta", beta)
            {
                DataPolicy = "confirmed: true, training: false, publication: false, retentionDays: 30, requiresUserIds: true",
                Models =
                [
                    new("acme/assistant", Further: "quantization: fp8") { Apis = "chat, responses" },
                    new("acme/gratis", Prompt: "0", Completion: "0", Further: "free: true"),
                ],
            },
            new TestProvider("scholar", alpha)
            {
                Anthropic = true,
                DataPolicy = "confirmed: true, training: false, publication: false, retentionDays: 0, requiresUserIds: true",
                Models = [new("acme/scholar") { Apis = "messages" }],
            },
        ],
        Sidecar = ["--max-request-bytes", "200000"],
    };
}
