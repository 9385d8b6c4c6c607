using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Tests.Kubernetes;
using K8sRouter.Operator.Webhooks.Certificates;
using K8sRouter.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Operator.Tests.Webhooks.Certificates;

public sealed class CertificateManagerTests : IDisposable
{
    private readonly Meter _meter = new("certificates");
    private readonly JumpingClock _clock = new();
    private readonly MemoryCertificateStore _store = new();

    [Fact]
    public async Task The_first_replica_makes_the_authority_and_the_API_server_trusts_what_it_serves()
    {
        var replica = Replica();

        await replica.CheckAsync(default);

        Assert.Equal(["ca.crt", "ca.key"], _store.Authorities!.Keys.Order());
        Assert.True(Trusts(_store.Bundle, replica));
        Assert.Equal(_clock.GetUtcNow().AddDays(7), replica.Served!.Facts.Expires);
    }

    [Fact]
    public async Task The_certificate_names_the_Service_in_every_form_and_is_for_servers_alone()
    {
        var replica = Replica();
        await replica.CheckAsync(default);

        using var certificate = new X509Certificate2(replica.Served!.Context.TargetCertificate);
        Assert.True(certificate.MatchesHostname("k8srouter-webhook.k8srouter-system.svc"));
        Assert.True(certificate.MatchesHostname("k8srouter-webhook.k8srouter-system.svc.cluster.local"));
        Assert.True(certificate.MatchesHostname("k8srouter-webhook.k8srouter-system"));
        Assert.False(certificate.MatchesHostname("k8srouter-webhook.team-a.svc"));
        Assert.Contains("1.3.6.1.5.5.7.3.1", certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(oid => oid.Value));
    }

    [Fact]
    public async Task A_fault_that_nobody_thought_of_does_not_end_the_looking()
    {
        var failed = false;
        _store.BeforeWrite = () => failed ? Task.CompletedTask : throw new InvalidOperationException($"{failed = true}");
        var replica = Replica();
        using var stop = new CancellationTokenSource();

        var running = replica.RunAsync(stop.Token);
        Assert.True(failed);
        Assert.Null(replica.Served);
        _clock.Advance(TimeSpan.FromHours(1));
        await Soon.Holds(() => replica.Served is not null);

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Three_replicas_that_start_at_once_share_one_authority()
    {
        CertificateManager[] replicas = [Replica(), Replica(), Replica()];
        var first = true;
        _store.BeforeWrite = async () =>
        {
            if (!first)
                return;
            first = false;
            await replicas[1].CheckAsync(default);
        };

        foreach (var replica in replicas)
            await replica.CheckAsync(default);

        Assert.Single(replicas.Select(replica => replica.Served!.Facts.AuthorityId).Distinct());
        Assert.All(replicas, replica => Assert.True(Trusts(_store.Bundle, replica)));
    }

    [Fact]
    public async Task Nothing_is_written_while_nothing_is_due()
    {
        var replica = Replica();
        await replica.CheckAsync(default);
        var writes = _store.Writes;

        for (var i = 0; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await replica.CheckAsync(default);
        }

        Assert.Equal(writes, _store.Writes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not a certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task A_bundle_that_somebody_reset_is_repaired_with_the_same_authority(string? reset)
    {
        var replica = Replica();
        await replica.CheckAsync(default);
        var bundle = _store.Bundle;
        var served = replica.Served;

        _store.SetBundles([reset is null ? null : Encoding.UTF8.GetBytes(reset)]);
        await replica.CheckAsync(default);

        Assert.Equal(bundle, _store.Bundle);
        Assert.Same(served, replica.Served);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_Secret_that_somebody_deleted_or_broke_is_written_again_with_the_same_authority(bool broken)
    {
        var replica = Replica();
        await replica.CheckAsync(default);
        var bundle = _store.Bundle;

        _store.SetAuthorities(broken ? new Dictionary<string, byte[]> { ["ca.crt"] = "x"u8.ToArray() } : null);
        await replica.CheckAsync(default);

        Assert.Equal(bundle, _store.Bundle);
        Assert.Equal(bundle, Encoding.ASCII.GetString(_store.Authorities!["ca.crt"]));
    }

    [Fact]
    public async Task A_key_that_belongs_to_another_certificate_is_no_authority()
    {
        await Replica().CheckAsync(default);
        var first = _store.Authorities!;
        var other = new MemoryCertificateStore();
        await Replica(other).CheckAsync(default);

        _store.SetAuthorities(new Dictionary<string, byte[]> { ["ca.crt"] = first["ca.crt"], ["ca.key"] = other.Authorities!["ca.key"] });
        var replica = Replica();
        await replica.CheckAsync(default);

        Assert.NotEqual(first["ca.crt"], _store.Authorities!["ca.crt"]);
        Assert.True(Trusts(_store.Bundle, replica));
    }

    [Fact]
    public async Task A_machine_that_slept_for_a_year_serves_a_good_certificate_at_its_first_look()
    {
        var replica = Replica();
        await replica.CheckAsync(default);

        _clock.SetTimeOfDay(_clock.GetUtcNow().AddDays(400));
        await replica.CheckAsync(default);

        Assert.True(Trusts(_store.Bundle, replica));
        Assert.True(replica.Served!.Facts.Expires > _clock.GetUtcNow());
    }

    /// <summary>Real certificates; the plan's own test looks closer.</summary>
    [Fact]
    public async Task Over_three_years_every_certificate_chains_to_the_bundles_before_and_after_every_change()
    {
        var replicas = new[] { Replica(), Replica(), Replica() };
        var (before, replaced) = ("", DateTimeOffset.MinValue);
        var changes = 0;
        var authorities = new HashSet<string>();
        var end = _clock.GetUtcNow().AddDays(3 * 365);
        while (_clock.GetUtcNow() < end)
        {
            foreach (var replica in replicas)
            {
                var bundle = _store.Bundle;
                await replica.CheckAsync(default);
                if (_store.Bundle != bundle && bundle.Length > 0)
                    (before, replaced, changes) = (bundle, _clock.GetUtcNow(), changes + 1);
                authorities.Add(replica.Served!.Facts.AuthorityId);
                foreach (var served in replicas.Where(other => other.Served is not null))
                {
                    Assert.True(Trusts(_store.Bundle, served), $"{_clock.GetUtcNow():u}");
                    if (_clock.GetUtcNow() - replaced < new CertificateLifetimes().Propagation)
                        Assert.True(Trusts(before, served), $"{_clock.GetUtcNow():u}, the bundle before");
                }
            }
            // Near a change every look counts.
            _clock.Advance(Settled(replicas) ? TimeSpan.FromHours(11) : TimeSpan.FromSeconds(30));
        }

        Assert.True(authorities.Count >= 4, $"only {authorities.Count} authorities");
        // One that adds the new authority, one that takes the old one out.
        Assert.True(changes >= 2 * (authorities.Count - 1), $"only {changes} changes of the bundle");
    }

    public void Dispose() => _meter.Dispose();

    private bool Settled(CertificateManager[] replicas)
    {
        using var current = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(_store.Authorities!["ca.crt"]));
        return replicas.All(replica => replica.Served!.Facts.AuthorityId == CertificateAuthority.IdOf(current));
    }

    private CertificateManager Replica(ICertificateStore? store = null) => new(
        store ?? _store, CertificateNames.OfService("k8srouter-webhook", "k8srouter-system"), new(), _clock,
        new WebhookMetrics(_meter), NullLogger<CertificateManager>.Instance);

    /// <summary>As the API server would judge it, at this time.</summary>
    private bool Trusts(string bundle, CertificateManager replica)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(bundle);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _clock.GetUtcNow().UtcDateTime;
        return chain.Build(replica.Served!.Context.TargetCertificate);
    }
}
