using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Operator.Tests.Compilation;
using static K8sRouter.Operator.Tests.Controllers.StatusGiven;

namespace K8sRouter.Operator.Tests.Controllers;

/// <summary>What the conditions of a ModelProvider say, situation by situation.</summary>
internal static class ProviderScenarios
{
    private static readonly V1LabelSelector Everybody = new();

    public static readonly IReadOnlyList<Scenario> All =
    [
        new("a valid provider", "Accepted=True/Accepted", () => Of(Given.Provider())),
        new("a valid provider that needs no credential", "Ready=True/Ready", () => Of(Given.Provider())),
        new("an invalid one", "Accepted=False/Invalid", () => Of(Given.Provider(), [Problem])),
        new("an invalid one's credential", "CredentialResolved=Unknown/NotTakingPart", () => Of(Given.Provider(), [Problem])),
        new("an invalid one's facts", "FactsCurrent=Unknown/NotTakingPart", () => Of(Given.Provider(), [Problem])),
        new("an invalid one in all", "Ready=False/Invalid", () => Of(Given.Provider(), [Problem])),
        new("no auth", "CredentialResolved=True/NoCredentialNeeded", () => Of(Given.Provider())),
        new("the platform's key, delivered", "CredentialResolved=True/CredentialResolved", () => Of(With(Given.Auth(Everybody)), PlatformSecret())),
        new("the platform's key, delivered to nobody", "CredentialResolved=True/BringYourOwnKey", () => Of(With(Given.Auth()), PlatformSecret())),
        new("no key of the platform's", "CredentialResolved=True/BringYourOwnKey", () => Of(With(new ProviderAuthentication()))),
        new("no such Secret", "CredentialResolved=False/SecretNotFound", () => Of(With(Given.Auth(Everybody)))),
        new("no such Secret in all", "Ready=False/SecretNotFound", () => Of(With(Given.Auth(Everybody)))),
        new("a Secret without the label", "CredentialResolved=False/SecretNotLabelled", () => Of(With(Given.Auth(Everybody)), PlatformSecret(use: null))),
        new("a Secret without the key", "CredentialResolved=False/SecretKeyNotFound", () => Of(With(Given.Auth(Everybody)), PlatformSecret(key: "other"))),
        new("an empty key", "CredentialResolved=False/SecretKeyNotFound", () => Of(With(Given.Auth(Everybody)), PlatformSecret(" "))),
        new("a key of two lines", "CredentialResolved=False/BadCredential", () => Of(With(Given.Auth(Everybody)), PlatformSecret(Canary + "\nsecond"))),
        new("confirmed facts without an end", "FactsCurrent=True/FactsCurrent", () => Of(Given.Provider())),
        new("facts that hold a while", "FactsCurrent=True/FactsCurrent", () => Of(Dated("2026-11-01", 30))),
        new("nothing confirmed", "FactsCurrent=Unknown/Unconfirmed", () => Of(Given.Provider(dataPolicy: new()))),
        new("nothing confirmed in all", "Ready=True/Ready", () => Of(Given.Provider(dataPolicy: new()))),
        new("old facts", "FactsCurrent=False/FactsExpired", () => Of(Dated("2026-01-01", 30))),
        new("old facts in all", "Ready=False/FactsExpired", () => Of(Dated("2026-01-01", 30))),
        new("facts of next year", "FactsCurrent=False/FactsNotYetValid", () => Of(Dated("2027-01-01", 30))),
        new("old facts of one model", "FactsCurrent=False/FactsExpired", () => Of(Given.Provider(models:
            [Given.Model(), Given.Model("acme/two", dataPolicy: Given.Harmless with { VerifiedAt = "2026-01-01", MaxAgeDays = 9 })]))),
    ];

    private static ModelProvider With(ProviderAuthentication auth) => Given.Provider(auth: auth);

    private static ModelProvider Dated(string verifiedAt, int maxAgeDays) =>
        Given.Provider(dataPolicy: Given.Harmless with { VerifiedAt = verifiedAt, MaxAgeDays = maxAgeDays });
}
