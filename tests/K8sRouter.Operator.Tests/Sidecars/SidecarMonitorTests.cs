using K8sRouter.Operator.Sidecars;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Sidecars;

public sealed class SidecarMonitorTests
{
    private static readonly SidecarTarget Old = new(new string('a', 64), null);
    private static readonly SidecarTarget New = new(new string('b', 64), null);

    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly List<string> _asked = [];
    private readonly List<string> _changed = [];
    private readonly SidecarMonitor _monitor;
    private Func<SidecarPod, Task<SidecarObservation>> _answer = pod => Task.FromResult(Runs(pod, Old));

    public SidecarMonitorTests() => _monitor = new SidecarMonitor(
        (pod, _) =>
        {
            _asked.Add(pod.Name);
            return _answer(pod);
        },
        _changed.Add, _clock);

    [Fact]
    public void A_new_pod_is_asked_at_once_and_listed_only_then()
    {
        _monitor.Follow("team-a", [Pod(1)], Old);
        Assert.Empty(_monitor.Observations("team-a"));
        _monitor.AskDue(CancellationToken.None);
        Assert.Equal(Old.Revision, Assert.Single(_monitor.Observations("team-a")).Revision);
        Assert.Equal(["team-a"], _changed);
    }

    [Fact]
    public void One_that_lags_is_asked_often_and_one_that_is_well_seldom()
    {
        _monitor.Follow("team-a", [Pod(1)], New);
        RunFor(TimeSpan.FromMinutes(1));
        Assert.InRange(_asked.Count, 11, 16);
        Assert.Equal("web-1", Assert.Single(_monitor.Lagging("team-a")).Name);

        _answer = pod => Task.FromResult(Runs(pod, New));
        RunFor(TimeSpan.FromSeconds(6));
        Assert.Empty(_monitor.Lagging("team-a"));
        _asked.Clear();
        RunFor(TimeSpan.FromMinutes(10));
        Assert.InRange(_asked.Count, 8, 12);
    }

    [Fact]
    public void Nothing_is_told_while_nothing_changes()
    {
        _monitor.Follow("team-a", [Pod(1)], Old);
        RunFor(TimeSpan.FromMinutes(10));
        Assert.Single(_changed);
    }

    [Fact]
    public void A_new_revision_asks_everybody_at_once()
    {
        _monitor.Follow("team-a", [Pod(1), Pod(2)], Old);
        RunFor(TimeSpan.FromSeconds(2));
        _asked.Clear();
        _monitor.Follow("team-a", [Pod(1), Pod(2)], New);
        _monitor.AskDue(CancellationToken.None);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public void Of_many_that_are_well_a_sample_is_asked_and_tells_of_destinations()
    {
        _answer = pod => Task.FromResult(Runs(pod, Old) with
        {
            Destinations = new Dictionary<string, DestinationObservation> { ["hook"] = new(DestinationSending.Delivering) },
        });
        _monitor.Follow("team-a", [.. Enumerable.Range(1, 100).Select(Pod)], Old);
        RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal(100, _asked.Distinct().Count());
        Assert.Equal(100, _monitor.Observations("team-a").Count);
        Assert.Equal(20, _monitor.Observations("team-a").Count(seen => seen.Destinations.Count == 1));
        _asked.Clear();
        RunFor(TimeSpan.FromMinutes(5));
        Assert.Equal(20, _asked.Distinct().Count());
    }

    [Fact]
    public async Task No_more_than_sixteen_are_asked_at_once_and_a_slow_one_holds_up_no_other()
    {
        var slow = new TaskCompletionSource<SidecarObservation>();
        _answer = _ => slow.Task;
        _monitor.Follow("team-a", [.. Enumerable.Range(1, 40).Select(Pod)], Old);
        var asked = _monitor.AskDue(CancellationToken.None);
        Assert.Equal(16, asked.Count);
        Assert.Empty(_monitor.AskDue(CancellationToken.None));
        slow.SetResult(Runs(Pod(1), Old));
        // Their answers are taken where the runner sees fit, which may be another thread.
        await Task.WhenAll(asked);
        _answer = pod => Task.FromResult(Runs(pod, Old));
        RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal(40, _monitor.Observations("team-a").Count);
    }

    [Fact]
    public void One_that_never_answers_is_asked_less_and_less()
    {
        _answer = pod => Task.FromResult(new SidecarObservation { Pod = pod.Name, Reached = false });
        _monitor.Follow("team-a", [Pod(1)], Old);
        RunFor(TimeSpan.FromMinutes(2));
        _asked.Clear();
        RunFor(TimeSpan.FromMinutes(10));
        Assert.InRange(_asked.Count, 8, 12);
        Assert.Empty(_monitor.Lagging("team-a"));
    }

    [Fact]
    public void A_pod_that_goes_is_forgotten_and_told_of()
    {
        _monitor.Follow("team-a", [Pod(1), Pod(2)], Old);
        RunFor(TimeSpan.FromSeconds(1));
        _changed.Clear();
        _monitor.Follow("team-a", [Pod(2)], Old);
        Assert.Equal("web-2", Assert.Single(_monitor.Observations("team-a")).Pod);
        Assert.Equal(["team-a"], _changed);
        _monitor.Forget("team-a");
        Assert.Empty(_monitor.Observations("team-a"));
    }

    [Fact]
    public async Task What_comes_from_a_pod_that_is_gone_is_no_news()
    {
        var late = new TaskCompletionSource<SidecarObservation>();
        _answer = _ => late.Task;
        _monitor.Follow("team-a", [Pod(1)], Old);
        var asked = _monitor.AskDue(CancellationToken.None);
        _monitor.Follow("team-a", [], Old);
        late.SetResult(Runs(Pod(1), Old));
        await Task.WhenAll(asked);
        Assert.Empty(_monitor.Observations("team-a"));
        Assert.Empty(_changed);
    }

    private void RunFor(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(250))
        {
            _monitor.AskDue(CancellationToken.None);
            _clock.Advance(TimeSpan.FromMilliseconds(250));
        }
    }

    private static SidecarPod Pod(int number) => new()
    {
        Namespace = "team-a",
        Name = $"web-{number}",
        Uid = $"uid-{number}",
        Ip = $"10.0.0.{number}",
        AdminPort = 8788,
    };

    [Fact]
    public void A_sidecar_that_uses_credentials_that_were_replaced_lags_although_its_revision_is_right()
    {
        var before = new SidecarTarget(Old.Revision, new string('1', 64));
        var after = before with { Credentials = new string('2', 64) };
        _answer = pod => Task.FromResult(Runs(pod, before) with { Credentials = before.Credentials });
        _monitor.Follow("team-a", [Pod(1)], before);
        _monitor.AskDue(CancellationToken.None);
        Assert.Empty(_monitor.Lagging("team-a"));

        _monitor.Follow("team-a", [Pod(1)], after);
        Assert.Equal("web-1", Assert.Single(_monitor.Lagging("team-a")).Name);
        _monitor.AskDue(CancellationToken.None);
        Assert.NotEmpty(_monitor.Lagging("team-a"));
    }

    private static SidecarObservation Runs(SidecarPod pod, SidecarTarget target) => new() { Pod = pod.Name, Reached = true, Revision = target.Revision };
}
