using K8sRouter.Operator.Webhooks.Certificates;

namespace K8sRouter.Operator.Tests.Webhooks.Certificates;

/// <summary>The plan alone, over simulated years: three replicas that look at random times, pause, and lose each other.</summary>
public sealed class CertificatePlanTests
{
    private static readonly CertificateLifetimes Lifetimes = new();
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void No_bundle_that_an_API_server_may_hold_fails_a_served_certificate_in_five_years(int seed)
    {
        var cluster = new SimulatedCluster(Lifetimes, Start, seed);

        while (cluster.Now < Start.AddDays(5 * 365))
            cluster.Step();

        Assert.True(cluster.Authorities >= 7, $"only {cluster.Authorities} authorities in five years");
        Assert.True(cluster.Leaves >= 3 * 350, $"only {cluster.Leaves} certificates in five years");
        Assert.InRange(cluster.LongestBundle, 2, 2);
    }

    [Fact]
    public void A_new_authority_signs_nothing_before_every_API_server_must_have_seen_it()
    {
        var facts = Changing(trustedFor: Lifetimes.Propagation - TimeSpan.FromSeconds(1)) with { Leaf = null };

        Assert.Equal("old", CertificatePlan.Decide(facts, Lifetimes).SignBy?.Id);
        Assert.Equal("new", CertificatePlan.Decide(
            facts with { TrustedSince = facts.Now - Lifetimes.Propagation }, Lifetimes).SignBy?.Id);
    }

    [Fact]
    public void The_old_authority_stays_as_long_as_a_certificate_of_it_can_be_valid()
    {
        var early = Changing(trustedFor: Lifetimes.Overlap - TimeSpan.FromMinutes(10));

        Assert.False(CertificatePlan.Decide(early, Lifetimes).Retire);
        Assert.True(CertificatePlan.Decide(early with { Now = early.Now.AddMinutes(11) }, Lifetimes).Retire);
    }

    [Fact]
    public void A_bundle_that_somebody_emptied_is_filled_again_and_the_certificate_stays()
    {
        var facts = Changing(trustedFor: TimeSpan.FromDays(1)) with
        {
            Bundles = [["new", "old"], []],
            TrustedSince = null,
            Leaf = new("new", Start, Start.AddDays(7)),
        };

        var steps = CertificatePlan.Decide(facts, Lifetimes);

        Assert.Equal(["new", "old"], steps.Bundle);
        Assert.Null(steps.SignBy);
    }

    [Fact]
    public void A_bundle_that_is_right_is_left_alone_and_a_missing_configuration_too()
    {
        var facts = Changing(trustedFor: TimeSpan.FromDays(1));

        Assert.Null(CertificatePlan.Decide(facts, Lifetimes).Bundle);
        Assert.Null(CertificatePlan.Decide(facts with { Bundles = null }, Lifetimes).Bundle);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void A_certificate_is_renewed_at_two_thirds_of_its_life(int days, bool renewed)
    {
        var facts = Changing(trustedFor: TimeSpan.FromDays(days));

        Assert.Equal(renewed, CertificatePlan.Decide(facts, Lifetimes).SignBy is not null);
    }

    [Fact]
    public void Lifetimes_that_leave_no_time_for_the_overlap_are_refused()
    {
        var lifetimes = new CertificateLifetimes { Authority = TimeSpan.FromDays(40) };

        Assert.Contains("An authority's life of 40.00:00:00", Assert.Throws<ArgumentException>(lifetimes.OrThrow).Message, StringComparison.Ordinal);
    }

    /// <summary>Two authorities, of which the new one has been in the bundle for a time, and a certificate signed then.</summary>
    private static CertificateFacts Changing(TimeSpan trustedFor) => new()
    {
        Now = Start + trustedFor,
        Current = new("new", Start, Start + Lifetimes.Authority),
        Previous = new("old", Start - Lifetimes.Authority * 2 / 3, Start + Lifetimes.Authority / 3),
        Bundles = [["new", "old"]],
        TrustedSince = Start,
        Leaf = new("new", Start, Start + Lifetimes.Leaf),
    };
}
