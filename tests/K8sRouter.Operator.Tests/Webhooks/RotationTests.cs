using System.Text;
using K8sRouter.Operator.Tests.Webhooks.Admission;
using K8sRouter.Operator.Tests.Webhooks.Certificates;

namespace K8sRouter.Operator.Tests.Webhooks;

/// <summary>
/// Three replicas whose certificates live for seconds, and a client that calls all the time. By itself: a process in which a
/// hundred other tests take the threads couldn't renew in time.
/// </summary>
[Collection(Alone)]
public sealed class RotationTests
{
    public const string Alone = "rotation";

    private static readonly K8sRouter.Operator.Webhooks.Certificates.CertificateLifetimes Seconds = new()
    {
        Authority = TimeSpan.FromSeconds(32),
        Leaf = TimeSpan.FromSeconds(4.5),
        Propagation = TimeSpan.FromMilliseconds(500),
        CheckInterval = TimeSpan.FromMilliseconds(100),
        ClockSkew = TimeSpan.FromSeconds(30),
    };

    [Fact]
    public async Task No_admission_fails_while_authorities_and_certificates_change_under_load()
    {
        var store = new MemoryCertificateStore();
        await using var first = await WebhookHouse.StartAsync(store, Seconds);
        await using var second = await WebhookHouse.StartAsync(store, Seconds);
        await using var third = await WebhookHouse.StartAsync(store, Seconds);
        WebhookHouse[] replicas = [first, second, third];
        var review = Review.Of(Review.Object("{apiVersion: k8srouter.io/v1alpha1, kind: WorkspacePrivacyPolicy, metadata: {name: default, namespace: team-a}, spec: {region: Us}}")).ToJsonString();
        var (authorities, leaves, calls) = (new HashSet<string>(), new HashSet<(WebhookHouse, DateTimeOffset)>(), 0);
        var patience = TimeProvider.System.GetTimestamp();

        // An authority changes at 21 s: until all have changed over, and the old one left the bundle.
        while (authorities.Count < 2 || replicas.Select(Authority).Distinct().Count() > 1 || Certificates(store.Bundle) > 1)
        {
            // A new client for each call, as handshakes are what a change can break. It trusts what the API server may still hold.
            var bundle = store.Bundle;
            foreach (var replica in replicas)
            {
                using var client = WebhookHouse.Client(bundle);
                using var answer = await client.PostAsync(replica.Validate, new StringContent(review, Encoding.UTF8, "application/json"));
                answer.EnsureSuccessStatusCode();
                calls++;
                authorities.Add(Authority(replica));
                // Two replicas may renew within the same second.
                leaves.Add((replica, replica.Certificates.Served!.Facts.Expires));
            }
            Assert.True(TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromSeconds(60), "no authority changed in a minute");
        }

        Assert.True(leaves.Count > 10, $"only {leaves.Count} certificates in {calls} calls");
    }

    private static string Authority(WebhookHouse replica) => replica.Certificates.Served!.Facts.AuthorityId;

    private static int Certificates(string bundle) => bundle.Split("BEGIN CERTIFICATE").Length - 1;
}
