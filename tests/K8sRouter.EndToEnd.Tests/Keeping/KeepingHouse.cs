namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>Houses whose workspace keeps what is said in a bucket.</summary>
internal static class KeepingHouse
{
    public static HousePlan Plan(Bucket bucket) => new()
    {
        Policy = $"{{retention: {{maxDays: 0}}, store: {Bucket.Yaml()}, inputOutputLogging: {{enabled: true}}}}",
        Further = _ => bucket.SecretYaml(),
        Environment = bucket.Environment,
        Providers = (alpha, beta) =>
        [
            new TestProvider("alpha", alpha) { Models = [new("acme/assistant") { Apis = "chat, responses" }] },
            new TestProvider("scholar", beta) { Anthropic = true, Models = [new("acme/scholar") { Apis = "messages" }] },
        ],
    };
}
