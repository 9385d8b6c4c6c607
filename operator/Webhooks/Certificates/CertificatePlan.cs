namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>
/// Decides about the webhook's certificates, alike in every replica and without an election. An authority is first stored, then
/// trusted (in the bundle for longer than an API server may hold an older one), then used; the one before it stays in the bundle
/// until no certificate of it is left. So whatever bundle an API server holds, every replica's certificate chains to it.
/// </summary>
internal static class CertificatePlan
{
    public static CertificateSteps Decide(CertificateFacts facts, CertificateLifetimes lifetimes)
    {
        if (facts.Current is not { } current || MustRotate(facts, current))
            return new() { Rotate = true };
        if (facts.Previous is { } previous && MayRetire(facts, current, previous, lifetimes))
            return new() { Retire = true };
        var signing = IsTrusted(facts, lifetimes) ? current : facts.Previous ?? current;
        return new()
        {
            Bundle = BundleToWrite(facts, current),
            SignBy = MustSign(facts, current, signing) ? signing : null,
            LeafExpires = Earlier(facts.Now + lifetimes.Leaf, signing.Expires),
        };
    }

    /// <summary>At two thirds of its life, but never while a change is under way: only two authorities are kept.</summary>
    private static bool MustRotate(CertificateFacts facts, AuthorityFacts current) =>
        facts.Now >= current.Expires
        || facts.Previous is null && facts.Now >= TwoThirds(current.Created, current.Expires);

    private static bool MayRetire(
        CertificateFacts facts, AuthorityFacts current, AuthorityFacts previous, CertificateLifetimes lifetimes)
    {
        if (facts.Now >= previous.Expires)
            return true;
        // Others may have begun to trust it a few looks later, and sign by the previous one until then.
        var trustedByAll = facts.TrustedSince + 2 * lifetimes.Propagation + 3 * lifetimes.CheckInterval;
        return facts.Now >= trustedByAll && facts.Now >= current.Created + lifetimes.Overlap;
    }

    private static bool IsTrusted(CertificateFacts facts, CertificateLifetimes lifetimes) =>
        facts.TrustedSince is { } since && facts.Now >= since + lifetimes.Propagation;

    private static List<string>? BundleToWrite(CertificateFacts facts, AuthorityFacts current)
    {
        List<string> wanted = facts.Previous is { } previous ? [current.Id, previous.Id] : [current.Id];
        return facts.Bundles?.All(bundle => bundle.SequenceEqual(wanted)) is false ? wanted : null;
    }

    private static bool MustSign(CertificateFacts facts, AuthorityFacts current, AuthorityFacts signing)
    {
        if (facts.Leaf is not { } leaf)
            return true;
        // One of the current authority stays also where somebody has just emptied the bundle: it is filled with both again.
        if (leaf.AuthorityId != signing.Id && leaf.AuthorityId != current.Id)
            return true;
        return facts.Now >= TwoThirds(leaf.Created, leaf.Expires);
    }

    private static DateTimeOffset TwoThirds(DateTimeOffset from, DateTimeOffset until) => from + (until - from) * 2 / 3;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
