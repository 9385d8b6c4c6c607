using K8sRouter.Operator.Webhooks.Certificates;

namespace K8sRouter.Operator.Tests.Webhooks.Certificates;

/// <summary>
/// A Secret, a bundle and three replicas without any cryptography. After every step each certificate that is served must chain to
/// each bundle that was in force within the propagation time.
/// </summary>
internal sealed class SimulatedCluster
{
    private const int Replicas = 3;

    private readonly CertificateLifetimes _lifetimes;
    private readonly Random _random;
    private readonly LeafFacts?[] _leaves = new LeafFacts?[Replicas];
    private readonly (string Id, DateTimeOffset Since)?[] _trust = new (string, DateTimeOffset)?[Replicas];
    private readonly DateTimeOffset[] _nextLook = new DateTimeOffset[Replicas];
    private readonly List<(DateTimeOffset Replaced, IReadOnlyList<string> Bundle)> _replaced = [];
    private AuthorityFacts? _current;
    private AuthorityFacts? _previous;
    private IReadOnlyList<string> _bundle = [];

    public SimulatedCluster(CertificateLifetimes lifetimes, DateTimeOffset start, int seed)
    {
        (_lifetimes, Now, _random) = (lifetimes, start, new Random(seed));
        Array.Fill(_nextLook, start);
    }

    public DateTimeOffset Now { get; private set; }

    public int Authorities { get; private set; }

    public int Leaves { get; private set; }

    public int LongestBundle { get; private set; }

    /// <summary>One look of the replica whose turn it is, and what follows from it.</summary>
    public void Step()
    {
        var replica = Enumerable.Range(0, Replicas).MinBy(i => _nextLook[i]);
        Now = _nextLook[replica];
        CheckAll();
        if (_random.Next(2_000) == 0)
            (_leaves[replica], _trust[replica]) = (null, null);
        while (!Look(replica))
        {
        }
        CheckAll();
        _nextLook[replica] = Now + Pause();
    }

    /// <summary>Near a change every look counts; in between hours pass at a time; now and then two days without the API server.</summary>
    private TimeSpan Pause()
    {
        if (_random.Next(1_000) == 0)
            return TimeSpan.FromDays(2);
        var changing = _previous is not null && Now < _current!.Created + 10 * _lifetimes.Propagation;
        return changing ? _lifetimes.CheckInterval * (1 + _random.NextDouble()) : TimeSpan.FromHours(3 * _random.NextDouble() + 0.01);
    }

    private bool Look(int replica)
    {
        var isThere = _current is not null && _bundle.Contains(_current.Id);
        _trust[replica] = !isThere ? null : _trust[replica]?.Id == _current!.Id ? _trust[replica] : (_current.Id, Now);
        var steps = CertificatePlan.Decide(
            new()
            {
                Now = Now,
                Current = _current,
                Previous = _previous,
                Bundles = [_bundle],
                TrustedSince = _trust[replica]?.Since,
                Leaf = _leaves[replica],
            },
            _lifetimes);
        if (steps.Rotate)
        {
            _previous = _current?.Expires > Now ? _current : _previous;
            _current = new($"ca-{++Authorities}", Now, Now + _lifetimes.Authority);
            return false;
        }
        if (steps.Retire)
        {
            _previous = null;
            return false;
        }
        if (steps.Bundle is { } bundle)
        {
            _replaced.Add((Now, _bundle));
            _bundle = bundle;
            LongestBundle = Math.Max(LongestBundle, bundle.Count);
        }
        if (steps.SignBy is { } signing)
        {
            Leaves++;
            _leaves[replica] = new(signing.Id, Now, steps.LeafExpires);
        }
        return true;
    }

    private void CheckAll()
    {
        _replaced.RemoveAll(old => old.Replaced < Now - _lifetimes.Propagation);
        // Before the first bundle nobody calls.
        var held = _replaced.Select(old => old.Bundle).Append(_bundle).Where(bundle => bundle.Count > 0).ToList();
        foreach (var leaf in _leaves.OfType<LeafFacts>())
        {
            Assert.True(leaf.Expires > Now, $"{Now:u}: a certificate of {leaf.AuthorityId} expired at {leaf.Expires:u}");
            Assert.All(held, bundle => Assert.True(bundle.Contains(leaf.AuthorityId), $"{Now:u}: {leaf.AuthorityId} isn't in {string.Join(",", bundle)}"));
        }
    }
}
