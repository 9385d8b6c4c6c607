using System.Text.Json.Nodes;
using K8sRouter.EndToEnd.Tests.Network;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>Every kind of identity that Google gives tokens for, at Google's own addresses.</summary>
public sealed class IdentityTests(ITestOutputHelper output)
{
    private const string OfAccount = "/token";
    private const string OfFederation = "/v1/token";
    private const string OfPod = "/computeMetadata/v1/instance/service-accounts/default/token";

    private static readonly string OfImpersonation = GcsDouble.ImpersonationUrl.AbsolutePath;

    [Fact]
    [Trait("Suite", "long-arm64")]
    public async Task A_federated_account_that_impersonates_a_service_account_the_pods_own_and_a_users_are_known_to_Google_behind_a_proxy()
    {
        await using var bucket = await Bucket.StartAsync();
        using var certificate = OwnCertificate.Create("*.googleapis.com");
        await using var proxy = new ForwardProxy((certificate, new Uri(bucket.Service.Address)));
        await using var provider = await HttpsProvider.StartAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["ca.pem"], provider.Pem + "\n" + certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(folder["cluster-token"], "a.cluster.token");
        await File.WriteAllTextAsync(folder["user.json"], GcsDouble.UserJson());
        var pod = new Dictionary<string, string>
        {
            ["HTTPS_PROXY"] = proxy.Address,
            ["SSL_CERT_FILE"] = folder["ca.pem"],
            ["GCE_METADATA_HOST"] = bucket.Service.Host,
            ["HOME"] = folder["home"],
        };
        var plan = new HousePlan
        {
            Policy = "{retention: {maxDays: 0}, store: " + Bucket.Yaml() + ", inputOutputLogging: {enabled: true}, dataUse: {enabled: true, "
                + "discount: \"0.01\", store: {location: Global, gcs: {bucket: " + Bucket.OfThePlatform + "}}}}",
            Further = _ => bucket.SecretYaml(Federation(bucket.Service, folder["cluster-token"])),
            Environment = pod,
            Providers = (_, _) =>
            [
                new TestProvider("vertex", provider.Address, AtGoogle(bucket.Service, "oauth2", OfAccount, bucket.Service.ServiceAccountJson()))
                {
                    TakesGoogleTokens = true,
                    Models = [new("acme/assistant")],
                },
            ],
        };
        await OwnHouse.RunAsync(output, plan, async house =>
        {
            Assert.Equal([OfPod, OfAccount, OfImpersonation, OfFederation], await CallAsync(house.Sidecar));

            var ofUser = await house.StartSidecarAsync(
                "of-user", [], new Dictionary<string, string>(pod) { ["GOOGLE_APPLICATION_CREDENTIALS"] = folder["user.json"] });
            await ofUser.WaitUntilReadyAsync();
            Assert.Equal([OfAccount, OfAccount, OfImpersonation, OfFederation], await CallAsync(ofUser));
            Assert.DoesNotContain("canary", house.Logs, StringComparison.Ordinal);
        });

        // Has a generation made and stored in both buckets; returns where tokens were fetched for it, in the order of the alphabet.
        async Task<string[]> CallAsync(SidecarUnderTest sidecar)
        {
            int before = Tokens().Count();
            string id = (await sidecar.ChatAsync("acme/assistant", "said")).Expect(200).GenerationId;
            Assert.StartsWith("Bearer ya29.token-", provider.Authorization, StringComparison.Ordinal);
            Assert.Equal(0, await sidecar.Process.TerminateAsync());
            string[] tokens = [.. Tokens().Skip(before).Order(StringComparer.Ordinal)];
            Assert.Single((await KeptGenerations.ReadAsync(bucket.Open())).Of(id));
            Assert.Single((await KeptGenerations.ReadAsync(bucket.Open(Bucket.OfThePlatform))).Of(id));
            return tokens;
        }

        IEnumerable<string> Tokens() => bucket.Service.Requests
            .Where(request => request.Kind is GcsRequestKind.Token or GcsRequestKind.Impersonation)
            .Select(request => request.Target);
    }

    private static string Federation(GcsDouble google, string tokenFile)
    {
        var federation = JsonNode.Parse(AtGoogle(google, "sts", OfFederation, google.ExternalAccountJson(tokenFile)))!.AsObject();
        federation["service_account_impersonation_url"] = GcsDouble.ImpersonationUrl.AbsoluteUri;
        return federation.ToJsonString();
    }

    /// <summary>A credential whose tokens come from Google in the place of the double.</summary>
    private static string AtGoogle(GcsDouble google, string service, string path, string credential) =>
        credential.Replace(google.Address + "/token", $"https://{service}.googleapis.com{path}", StringComparison.Ordinal);
}
