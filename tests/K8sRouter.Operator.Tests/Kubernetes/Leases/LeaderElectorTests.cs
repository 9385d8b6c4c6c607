using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Testing;

namespace K8sRouter.Operator.Tests.Kubernetes.Leases;

[Collection(ClockCollection.Name)]
public sealed class LeaderElectorTests : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly JumpingClock _time = new();
    private readonly FakeKubernetes _server = new();
    private readonly CapturingLogger _log = new();
    private readonly List<Replica> _replicas = [];

    private V1LeaseSpec Spec => _server.All<V1Lease>().Single().Spec!;

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            replica.IsCutOff = false;
            replica.Wake();
            await replica.StopAsync();
        }
        await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _replicas.All(replica => replica.Running.IsCompleted), "ended");
        _replicas.ForEach(replica => replica.Dispose());
    }

    [Fact]
    public async Task The_first_leads_renews_and_leaves_the_lease_to_nobody()
    {
        var a = await LeadingAsync("a");
        Assert.Equal(("a", 15, 0), (Spec.HolderIdentity, Spec.LeaseDurationSeconds, Spec.LeaseTransitions));
        Assert.Equal(_time.GetUtcNow().UtcDateTime, Spec.AcquireTime);
        var acquired = Spec.AcquireTime;
        await Soon.Advance(_time, TimeSpan.FromMinutes(1), steps: 600);
        Assert.True(a.Elector.IsLeader && a.IsWorking && !a.IsLost);
        Assert.InRange(_server.Count("replace"), 28, 31);
        Assert.InRange(_time.GetUtcNow() - Spec.RenewTime!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(2.5));
        Assert.Equal(acquired, Spec.AcquireTime);

        await a.StopAsync();
        await Soon.Holds(() => a.Running.IsCompleted);
        Assert.Equal(("", 1), (Spec.HolderIdentity, Spec.LeaseDurationSeconds));
        Assert.False(a.Elector.IsLeader || a.IsWorking || a.IsLost);
    }

    [Fact]
    public async Task Of_three_one_leads_and_a_clean_stop_hands_over_in_two_seconds()
    {
        var a = await LeadingAsync("a");
        var b = Start("b");
        var c = Start("c");
        await Soon.Advance(_time, TimeSpan.FromMinutes(1), steps: 300);
        Assert.True(a.Elector.IsLeader);
        Assert.False(b.Elector.IsLeader || c.Elector.IsLeader);
        Assert.Equal("a", b.Elector.Leader);

        await a.StopAsync();
        await Soon.Holds(() => a.Running.IsCompleted);
        var took = await Soon.Holds(_time, Step, () => b.Elector.IsLeader || c.Elector.IsLeader, "handed over");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await Soon.Advance(_time, TimeSpan.FromSeconds(20), steps: 100);
        Assert.True(b.Elector.IsLeader ^ c.Elector.IsLeader);
        Assert.Equal(1, Spec.LeaseTransitions);
    }

    [Fact]
    public async Task Work_ends_before_the_lease_is_given_away()
    {
        var a = await LeadingAsync("a");
        var gate = new TaskCompletionSource();
        a.Stubborn = gate.Task;
        await a.StopAsync();
        await Soon.Advance(_time, TimeSpan.FromSeconds(12), steps: 60);
        Assert.Equal("a", Spec.HolderIdentity);
        Assert.InRange(_time.GetUtcNow() - Spec.RenewTime!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(2.5));
        gate.SetResult();
        await Soon.Holds(() => a.Running.IsCompleted);
        Assert.Equal("", Spec.HolderIdentity);
    }

    [Fact]
    public async Task Where_work_does_not_end_the_lease_is_kept_until_it_expires()
    {
        var a = await LeadingAsync("a");
        a.Stubborn = new TaskCompletionSource().Task;
        await a.StopAsync();
        await Soon.Holds(_time, Step, () => a.Running.IsCompleted, "ended");
        Assert.Equal("a", Spec.HolderIdentity);
        Assert.False(a.Elector.IsLeader);
        Assert.Equal(1, _log.Count(5204));
    }

    [Fact]
    public async Task A_leader_without_its_server_is_lost_after_ten_seconds_and_another_leads_after_fifteen()
    {
        var a = await LeadingAsync("a");
        var b = Start("b");
        await Soon.Advance(_time, TimeSpan.FromSeconds(4), steps: 40);
        a.IsCutOff = true;
        var both = false;
        var lost = await Soon.Holds(_time, Step, () => !a.Elector.IsLeader, "leads no more");
        Assert.InRange(lost, TimeSpan.FromSeconds(7.5), TimeSpan.FromSeconds(10.1));
        lost += await Soon.Holds(_time, Step, () => a.IsLost, "lost");
        Assert.InRange(lost, TimeSpan.FromSeconds(7.5), TimeSpan.FromSeconds(11));
        Assert.False(b.Elector.IsLeader);
        var led = await Soon.Holds(
            _time,
            Step,
            () =>
            {
                both |= a.Elector.IsLeader && b.Elector.IsLeader;
                return b.Elector.IsLeader;
            },
            "led");
        Assert.InRange(lost + led, TimeSpan.FromSeconds(12.5), TimeSpan.FromSeconds(18));
        Assert.False(both);
        Assert.Equal(1, _log.Count(5201));

        // It never leads again, whatever its line does.
        a.IsCutOff = false;
        await Soon.Advance(_time, TimeSpan.FromMinutes(1), steps: 100);
        Assert.False(a.Elector.IsLeader);
        Assert.True(a.Running.IsCompleted);
    }

    [Fact]
    public async Task A_paused_leader_knows_that_it_is_none_before_anything_else_runs()
    {
        var a = await LeadingAsync("a");
        var b = Start("b");
        await Soon.Settle();
        a.Pause();
        bool both = false;
        await Soon.Holds(
            _time,
            Step,
            () =>
            {
                both |= a.Elector.IsLeader && b.Elector.IsLeader;
                return b.Elector.IsLeader;
            },
            "led");
        Assert.False(both);
        Assert.False(a.Elector.IsLeader);
        string? version = _server.All<V1Lease>().Single().Metadata.ResourceVersion;

        a.Wake();
        await Soon.Holds(_time, TimeSpan.FromMilliseconds(10), () => a.IsLost, "lost");
        Assert.False(a.Elector.IsLeader);
        Assert.Equal("b", Spec.HolderIdentity);
        Assert.True(b.Elector.IsLeader);
        Assert.NotNull(version);
    }

    [Fact]
    public async Task An_answer_after_the_deadline_makes_nobody_leader_again()
    {
        var a = await LeadingAsync("a");
        a.Pause();
        await Soon.Advance(_time, TimeSpan.FromSeconds(11), steps: 20);
        Assert.False(a.Elector.IsLeader);
        a.Wake();
        await Soon.Holds(_time, TimeSpan.FromMilliseconds(10), () => a.IsLost, "lost");
        Assert.False(a.Elector.IsLeader);
    }

    [Fact]
    public async Task The_clock_of_another_holder_decides_nothing()
    {
        // Its times lie an hour ahead, and then a day behind: what counts is whether it changes while we watch.
        await HoldAsync("x", _time.GetUtcNow().AddHours(1));
        var a = Start("a");
        for (int i = 0; i < 5; i++)
        {
            await Soon.Advance(_time, TimeSpan.FromSeconds(10), steps: 50);
            Assert.False(a.Elector.IsLeader);
            await HoldAsync("x", _time.GetUtcNow().AddDays(-1).AddSeconds(i));
        }
        var took = await Soon.Holds(_time, Step, () => a.Elector.IsLeader, "led");
        Assert.InRange(took, TimeSpan.FromSeconds(13), TimeSpan.FromSeconds(18));
        Assert.Equal(1, Spec.LeaseTransitions);
        // Of a newer server, and not ours to take away.
        Assert.Equal("OldestEmulationVersion", Spec.Strategy);
    }

    [Fact]
    public async Task Our_own_time_of_day_may_jump()
    {
        var a = await LeadingAsync("a");
        var b = Start("b");
        _time.SetTimeOfDay(_time.GetUtcNow().AddHours(5));
        await Soon.Advance(_time, TimeSpan.FromSeconds(30), steps: 150);
        _time.SetTimeOfDay(_time.GetUtcNow().AddDays(-2));
        await Soon.Advance(_time, TimeSpan.FromSeconds(30), steps: 150);
        Assert.True(a.Elector.IsLeader);
        Assert.False(b.Elector.IsLeader);
    }

    [Fact]
    public async Task A_lease_that_another_took_by_hand_is_lost_at_the_next_renewal()
    {
        var a = await LeadingAsync("a");
        await HoldAsync("x", _time.GetUtcNow());
        var took = await Soon.Holds(_time, Step, () => a.IsLost, "lost");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal("x", Spec.HolderIdentity);
        Assert.False(a.Elector.IsLeader);
    }

    [Fact]
    public async Task A_lease_that_was_deleted_is_made_anew_by_its_leader()
    {
        var a = await LeadingAsync("a");
        _server.Remove<V1Lease>("k8srouter-system", "k8srouter-operator");
        await Soon.Advance(_time, TimeSpan.FromSeconds(30), steps: 150);
        Assert.True(a.Elector.IsLeader && !a.IsLost);
        Assert.Equal("a", Spec.HolderIdentity);
    }

    [Fact]
    public async Task A_server_that_stumbles_for_less_than_the_deadline_costs_no_leader()
    {
        var a = await LeadingAsync("a");
        _server.Before = (_, _) => throw FakeKubernetes.Unreachable();
        await Soon.Advance(_time, TimeSpan.FromSeconds(6), steps: 60);
        Assert.Equal("connection refused", a.Elector.Problem);
        _server.Before = (_, _) => Task.CompletedTask;
        await Soon.Advance(_time, TimeSpan.FromSeconds(20), steps: 100);
        Assert.True(a.Elector.IsLeader && !a.IsLost);
        Assert.Null(a.Elector.Problem);
        Assert.Equal(1, _log.Count(5206));
    }

    private async Task HoldAsync(string holder, DateTimeOffset renewed)
    {
        await Soon.Settle();
        _server.Put(new V1Lease
        {
            Metadata = new() { Name = "k8srouter-operator", NamespaceProperty = "k8srouter-system" },
            Spec = new V1LeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = 15, RenewTime = renewed.UtcDateTime, Strategy = "OldestEmulationVersion" },
        });
    }

    private Replica Start(string name)
    {
        var replica = new Replica(_server, _time, name, _log);
        _replicas.Add(replica);
        return replica;
    }

    private async Task<Replica> LeadingAsync(string name)
    {
        var replica = Start(name);
        await Soon.Holds(() => replica.Elector.IsLeader && replica.IsWorking, "leads");
        return replica;
    }
}
