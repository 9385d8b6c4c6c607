namespace K8sRouter.EndToEnd.Tests.Policies;

/// <summary>Alpha keeps nothing; Beta trains and keeps 30 days; Gamma keeps 30 days.</summary>
public sealed class PoliciesHouse : HouseFixture
{
    public const string Strict = "{retention: {maxDays: 0}}";
    public const string Loose = "{retention: {maxDays: 30}}";

    internal override HousePlan Plan => new()
    {
        TokenDelay = TimeSpan.FromMilliseconds(100),
        Policy = Strict,
        Floor = "{training: {paidModels: Deny}, retention: {maxDays: 30}}",
        Providers = (alpha, beta) =>
        [
            new TestProvider("alpha", alpha)
            {
                Models = [new("acme/assistant")],
            },
            new TestProvider("beta", beta)
            {
                DataPolicy = "confirmed: true, training: true, publication: false, retentionDays: 30",
                Models = [new("acme/thinker")],
            },
            new TestProvider("gamma", beta)
            {
                DataPolicy = "confirmed: true, training: false, publication: false, retentionDays: 30",
                Models = [new("acme/thinker")],
            },
            new TestProvider("delta", beta) { DataPolicy = "training: false", Models = [new("acme/unconfirmed")] },
        ],
    };
}
