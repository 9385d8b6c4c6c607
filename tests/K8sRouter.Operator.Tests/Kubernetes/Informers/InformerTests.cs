using System.Net;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Testing;

namespace K8sRouter.Operator.Tests.Kubernetes.Informers;

[Collection(ClockCollection.Name)]
public sealed class InformerTests : IAsyncDisposable
{
    private readonly JumpingClock _time = new();
    private readonly FakeKubernetes _server = new();
    private readonly CapturingLogger _log = new();
    private readonly InformerStatistics _statistics = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _told = [];
    private Informer<V1Namespace>? _informer;
    private Task _running = Task.CompletedTask;

    private string Names => string.Join(' ', _informer!.Items.Select(item => item.Metadata.Name).Order(StringComparer.Ordinal));

    private string Told
    {
        get
        {
            lock (_told)
                return string.Join(' ', _told);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Assert.Equal(0, _server.OpenWatches);
        Assert.Equal(0, _statistics.Objects);
        _stop.Dispose();
    }

    [Fact]
    public async Task Objects_come_by_list_and_by_watch()
    {
        Put("a");
        await SyncedAsync();
        Put("b");
        Put("a", label: "y");
        _server.Remove<V1Namespace>(null, "b");

        await Soon.Holds(() => Told == "+a +b ~a -b", "told");
        Assert.Equal("a", Names);
        Assert.Equal("y", _informer!.Get(null, "a")!.Metadata.Labels!["l"]);
        Assert.Equal(1, _statistics.Objects);
        Assert.Equal(_time.GetUtcNow(), _informer.LastHeard);
    }

    [Fact]
    public async Task An_empty_list_is_followed_too()
    {
        await SyncedAsync();
        Assert.Empty(_informer!.Items);
        Put("a");
        await Soon.Holds(() => Names == "a");
    }

    [Fact]
    public async Task An_index_follows_its_objects()
    {
        Put("a", label: "x");
        Put("b", label: "x");
        await SyncedAsync();
        Assert.Equal(2, _informer!.ByIndex("label", "x").Count);

        Put("a", label: "y");
        await Soon.Holds(() => _informer.ByIndex("label", "y").Count == 1);
        Assert.Equal("b", Assert.Single(_informer.ByIndex("label", "x")).Metadata.Name);
        _server.Remove<V1Namespace>(null, "b");
        await Soon.Holds(() => _informer.ByIndex("label", "x").Count == 0);
        Assert.Throws<ArgumentException>(() => _informer.ByIndex("nonsense", "x"));
    }

    [Fact]
    public async Task Who_subscribes_late_hears_of_all_there_is_and_who_leaves_of_nothing_more()
    {
        Put("a");
        Put("b");
        await SyncedAsync();
        var late = new List<string>();
        var subscription = _informer!.Subscribe(change => late.Add(change.New!.Metadata.Name!));
        Assert.Equal(["a", "b"], late.Order());

        subscription.Dispose();
        Put("c");
        await Soon.Holds(() => Told.EndsWith("+c", StringComparison.Ordinal));
        Assert.Equal(2, late.Count);
    }

    [Fact]
    public async Task A_subscriber_that_fails_costs_the_others_nothing()
    {
        await SyncedAsync();
        using var bad = _informer!.Subscribe(_ => throw new InvalidOperationException("secret-in-text"));
        using var good = _informer.Subscribe(change => { });
        Put("a");
        Put("b");
        await Soon.Holds(() => Told == "+a +b");
        Assert.Equal(2, _log.Count(5004));
        Assert.DoesNotContain("secret-in-text", _log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_version_is_no_change_and_an_older_one_neither()
    {
        var first = Put("a");
        await SyncedAsync();
        var second = Put("a", label: "y");
        await Soon.Holds(() => Told == "+a ~a");
        _server.Send(WatchEventType.Modified, second);
        _server.Send(WatchEventType.Modified, first);
        _server.Remove<V1Namespace>(null, "a");
        _server.Send(WatchEventType.Added, first);
        Put("b");
        await Soon.Holds(() => Told.EndsWith("+b", StringComparison.Ordinal));
        Assert.Equal("+a ~a -a +b", Told);
    }

    [Fact]
    public async Task Nothing_counts_as_deleted_before_the_last_page()
    {
        foreach (string name in "abcde".Select(letter => letter.ToString()))
            Put(name);
        await SyncedAsync();
        Assert.Equal(3, _server.Count("list"));

        _server.IsSilent = true;
        _server.Remove<V1Namespace>(null, "b");
        _server.Compact();
        var seen = new List<string>();
        _server.Before = (verb, _) =>
        {
            if (verb == "list")
                seen.Add(Names);
            return Task.CompletedTask;
        };
        _server.EndWatches(FakeKubernetes.Expired());
        await Soon.Holds(() => Told.EndsWith("-b", StringComparison.Ordinal));
        Assert.Equal(["a b c d e", "a b c d e"], seen);
        Assert.Equal("a c d e", Names);
        Assert.Equal("+a +b +c +d +e -b", Told);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_version_too_old_is_answered_by_a_list_and_what_went_in_the_gap_is_told(bool inStream)
    {
        Put("a");
        Put("b");
        await SyncedAsync();
        _server.IsSilent = true;
        _server.Remove<V1Namespace>(null, "a");
        _server.Remove<V1Namespace>(null, "b");
        Put("b", label: "new");
        _server.Compact();
        _server.IsSilent = false;
        _server.EndWatches(inStream ? FakeKubernetes.Expired() : FakeKubernetes.Unreachable());

        await Soon.Holds(_time, TimeSpan.FromMilliseconds(200), () => Told == "+a +b ~b -a", "told");
        Put("c");
        await Soon.Holds(() => Names == "b c");
        Assert.Equal(2, _statistics.Lists);
        Assert.Equal(1, _statistics.Restarts[RestartReasons.Expired]);
    }

    [Fact]
    public async Task A_server_that_always_answers_too_old_is_not_stormed()
    {
        await SyncedAsync();
        _server.Before = (verb, _) => verb == "watch" ? throw FakeKubernetes.Expired() : Task.CompletedTask;
        _server.EndWatches(FakeKubernetes.Expired());
        await Soon.Advance(_time, TimeSpan.FromMinutes(5), steps: 300);
        Assert.InRange(_statistics.Lists, 8, 30);
    }

    [Fact]
    public async Task A_list_whose_version_goes_between_two_pages_is_made_anew_in_one_page()
    {
        Put("a");
        Put("b");
        Put("c");
        int lists = 0;
        _server.Before = (verb, _) =>
        {
            if (verb == "list" && ++lists == 2)
                _server.Compact();
            return Task.CompletedTask;
        };
        await SyncedAsync();
        Assert.Equal([2, 2, null], _server.Lists.Select(list => list.Limit));
        Assert.Equal("a b c", Names);
    }

    [Fact]
    public async Task A_watch_goes_on_where_the_last_one_ended_bookmarks_included()
    {
        Put("a");
        await SyncedAsync();
        _server.Compact();
        var before = _informer!.LastHeard;
        _time.Advance(TimeSpan.FromMinutes(1));
        _server.Bookmark<V1Namespace>();
        await Soon.Holds(() => _informer.LastHeard > before);
        _server.EndWatches();

        await Soon.Holds(() => _statistics.Watches == 2);
        Put("b");
        await Soon.Holds(() => Told == "+a +b");
        Assert.Equal(1, _statistics.Lists);
        Assert.Equal(1, _statistics.Restarts[RestartReasons.Ended]);
    }

    [Fact]
    public async Task A_silent_watch_is_cut_a_little_after_the_server_should_have_ended_it()
    {
        await SyncedAsync();
        var asked = _server.Watches[0].ServerTimeout;
        Assert.InRange(asked, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10));
        _server.IsSilent = true;
        Put("a");
        _server.IsSilent = false;

        var took = await Soon.Holds(_time, TimeSpan.FromSeconds(2), () => Told == "+a", "told");
        Assert.InRange(took, asked, asked + TimeSpan.FromMinutes(1));
        Assert.Equal(1, _statistics.Restarts[RestartReasons.Silence]);
    }

    [Fact]
    public async Task Where_bookmarks_come_by_the_minute_silence_is_noticed_in_minutes()
    {
        await SyncedAsync();
        for (int i = 0; i < 2; i++)
        {
            await Soon.Advance(_time, TimeSpan.FromMinutes(1));
            _server.Bookmark<V1Namespace>();
            await Soon.Holds(() => _informer!.LastHeard == _time.GetUtcNow());
        }
        await Soon.Settle();
        var took = await Soon.Holds(_time, TimeSpan.FromSeconds(5), () => _statistics.Watches == 2, "cut");
        Assert.InRange(took, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3.5));

        // Having been wrong once, or the server having changed, it isn't counted on a second time.
        await Soon.Advance(_time, TimeSpan.FromMinutes(4), steps: 60);
        Assert.Equal(2, _statistics.Watches);
    }

    [Fact]
    public async Task The_time_of_day_may_jump()
    {
        await SyncedAsync();
        _time.SetTimeOfDay(_time.GetUtcNow().AddDays(1));
        await Soon.Advance(_time, TimeSpan.FromMinutes(1));
        _time.SetTimeOfDay(_time.GetUtcNow().AddDays(-3));
        await Soon.Advance(_time, TimeSpan.FromMinutes(1));
        Put("a");
        await Soon.Holds(() => Told == "+a");
        Assert.Equal(1, _statistics.Watches);
        Assert.Equal(_time.GetUtcNow(), _informer!.LastHeard);
    }

    [Fact]
    public async Task A_busy_server_gets_the_time_that_it_asks_for()
    {
        _server.Before = (_, _) => throw FakeKubernetes.Refusal(HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(40));
        Start();
        await Soon.Holds(() => _informer!.Problem is not null);
        _server.Before = (_, _) => Task.CompletedTask;
        var took = await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _informer!.HasSynced, "synced");
        Assert.InRange(took, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(45));
        Assert.Null(_informer!.Problem);
    }

    [Fact]
    public async Task Without_the_right_to_list_it_says_so_and_tries_on_slowly()
    {
        _server.Before = (_, _) => throw FakeKubernetes.Refusal(HttpStatusCode.Forbidden);
        Start();
        await Soon.Holds(() => _informer!.Problem == "the server said 403");
        await Soon.Advance(_time, TimeSpan.FromMinutes(30), steps: 400);
        Assert.InRange(_statistics.Lists, 15, 45);
        Assert.False(_informer!.HasSynced);
        Assert.Equal(1, _log.Count(5001));

        _server.Before = (_, _) => Task.CompletedTask;
        await Soon.Holds(_time, TimeSpan.FromSeconds(5), () => _informer.HasSynced, "synced");
        Assert.Null(_informer.Problem);
        Assert.Equal(1, _log.Count(5002));
    }

    [Fact]
    public async Task Failures_that_nothing_explains_lead_to_a_list_and_a_server_that_is_away_does_not()
    {
        await SyncedAsync();
        _server.Before = (verb, _) => verb == "watch" ? throw FakeKubernetes.Unreachable() : Task.CompletedTask;
        _server.EndWatches(FakeKubernetes.Unreachable());
        await Soon.Advance(_time, TimeSpan.FromMinutes(3), steps: 200);
        Assert.Equal(1, _statistics.Lists);
        Assert.InRange(_statistics.Watches, 8, 25);

        _server.Before = (verb, _) =>
            verb == "watch" ? throw FakeKubernetes.Refusal(HttpStatusCode.InternalServerError) : Task.CompletedTask;
        await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _statistics.Lists == 2, "listed");
        // The watch after the list may have failed by now as well.
        Assert.InRange(_statistics.Restarts[RestartReasons.Fault], 3, 4);
    }

    [Fact]
    public async Task A_server_that_ends_every_watch_at_once_is_not_stormed()
    {
        await SyncedAsync();
        _server.Before = (_, _) =>
        {
            _server.EndWatches();
            return Task.CompletedTask;
        };
        for (int i = 0; i < 600; i++)
        {
            _server.EndWatches();
            _time.Advance(TimeSpan.FromSeconds(1));
            await Soon.Settle();
        }
        Assert.InRange(_statistics.Watches, 20, 80);
    }

    [Fact]
    public async Task An_unexpected_exception_does_not_end_the_loop()
    {
        await SyncedAsync();
        _server.EndWatches(new InvalidOperationException("secret-in-text"));
        await Soon.Holds(() => _informer!.Problem is not null);
        Assert.Equal(nameof(InvalidOperationException), _informer!.Problem);
        Put("a");
        await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => Told == "+a", "told");
        Assert.DoesNotContain("secret-in-text", _log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_hangs_is_given_up_and_made_again()
    {
        _server.Before = (_, token) => Task.Delay(Timeout.Infinite, token);
        Start();
        await Soon.Holds(() => _server.Count("list") == 1);
        _server.Before = (_, _) => Task.CompletedTask;
        var took = await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _informer!.HasSynced, "synced");
        Assert.InRange(took, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(65));
    }

    [Fact]
    public async Task What_was_lost_without_a_trace_comes_back_with_the_list_of_the_hour()
    {
        Put("a");
        await SyncedAsync();
        _server.Deliver = (_, _) => { };
        Put("b");
        _server.Remove<V1Namespace>(null, "a");
        _server.Deliver = null;
        Put("c");
        await Soon.Holds(() => Names == "a c");
        for (int i = 0; i < 10; i++)
        {
            await Soon.Advance(_time, TimeSpan.FromMinutes(6.5), steps: 5);
            _server.EndWatches();
        }
        await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => Names == "b c", "healed");
        Assert.Equal(2, _statistics.Lists);
    }

    [Fact]
    public async Task Objects_are_trimmed_on_the_way_in()
    {
        Put("a", label: "x");
        await SyncedAsync(value => value with { Metadata = value.Metadata with { Labels = null } });
        Put("b", label: "x");
        await Soon.Holds(() => Names == "a b");
        Assert.All(_informer!.Items, item => Assert.Null(item.Metadata.Labels));
    }

    [Fact]
    public async Task A_thousand_run_beside_each_other_and_all_end()
    {
        Put("a");
        var informers = Enumerable.Range(0, 1_000)
            .Select(i => new Informer<V1Namespace>(
                _server, new InformerOptions<V1Namespace> { Namespace = $"team-{i}" }, _statistics, _time, Random.Shared, _log))
            .ToArray();
        var all = Task.WhenAll(informers.Select(informer => informer.RunAsync(_stop.Token)));
        await Soon.Holds(() => informers.All(informer => informer.HasSynced) && _server.OpenWatches == 1_000);
        Assert.Equal(1_000, _statistics.Objects);
        await _stop.CancelAsync();
        await all;
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_absent_and_is_named_once()
    {
        Put("a");
        Put("b");
        await SyncedAsync();
        var told = new List<string>();
        _informer!.UnreadableChanged += key => told.Add($"{key} {_informer.Unreadable.ContainsKey(key)}");

        _server.Remove<V1Namespace>(null, "a");
        _server.Unreadable.Add(new UnreadableObject(null, "a", "$.spec.region"));
        _server.EndWatches(new KubernetesException("a can't be read", null, KubernetesException.UnreadableObjectReason));
        await Soon.Holds(() => _informer.Unreadable.Count == 1 && _server.OpenWatches == 1, "unreadable");
        Assert.Equal("b", Names);
        Assert.Equal("$.spec.region", _informer.Unreadable[new ResourceKey(null, "a")]);
        Assert.Equal(1, _statistics.Unreadable);
        Assert.Equal(1, _log.Count(5005));
        await Soon.Advance(_time, TimeSpan.FromMinutes(1));
        Assert.Equal(2, _server.Calls.Count(call => call == "list"));

        _server.Unreadable.Clear();
        Put("a");
        await Soon.Holds(() => Names == "a b" && _informer.Unreadable.Count == 0);
        Assert.Equal(["a True", "a False"], told);
        Assert.Equal(0, _statistics.Unreadable);
    }

    [Fact]
    public async Task What_goes_is_told_of_before_it_is_absent_and_whether_it_was_seen_to_go()
    {
        Put("a");
        Put("b");
        Put("c");
        await SyncedAsync();
        var left = new List<string>();
        _informer!.Leaving += (item, seen) => left.Add($"{item.Metadata.Name} {seen} {_informer.Get(null, item.Metadata.Name!) is not null}");

        _server.Remove<V1Namespace>(null, "a");
        await Soon.Holds(() => Names == "b c");
        _server.IsSilent = true;
        _server.Remove<V1Namespace>(null, "b");
        _server.Remove<V1Namespace>(null, "c");
        _server.Unreadable.Add(new UnreadableObject(null, "c", "$.spec"));
        _server.Compact();
        _server.EndWatches();
        await Soon.Holds(_time, TimeSpan.FromMilliseconds(200), () => Names.Length == 0);

        // What can't be read any more is there.
        Assert.Equal(["a True True", "b False True"], left);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, true)]
    [InlineData(HttpStatusCode.NotFound, true)]
    [InlineData(HttpStatusCode.InternalServerError, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, false)]
    public async Task A_kind_is_unavailable_where_waiting_alone_does_not_help(HttpStatusCode status, bool unavailable)
    {
        Put("a");
        await SyncedAsync();
        Assert.False(_informer!.IsUnavailable);

        _server.Before = (_, _) => throw FakeKubernetes.Refusal(status);
        _server.EndWatches(FakeKubernetes.Refusal(status));
        await Soon.Holds(_time, TimeSpan.FromMilliseconds(200), () => _informer.Problem is not null);
        Assert.Equal(unavailable, _informer.IsUnavailable);
        Assert.Equal("a", Names);

        _server.Before = (_, _) => Task.CompletedTask;
        await Soon.Holds(_time, TimeSpan.FromMilliseconds(200), () => _informer.Problem is null);
        Assert.False(_informer.IsUnavailable);
    }

    [Fact]
    public async Task A_kind_that_is_served_again_is_listed_since_it_has_a_history_of_its_own()
    {
        Put("a");
        await SyncedAsync();
        _server.Before = (_, _) => throw FakeKubernetes.Refusal(HttpStatusCode.NotFound);
        _server.EndWatches();
        await Soon.Holds(_time, TimeSpan.FromMilliseconds(200), () => _informer!.IsUnavailable);
        int lists = _server.Count("list");

        _server.Before = (_, _) => Task.CompletedTask;
        await Soon.Holds(_time, TimeSpan.FromMilliseconds(200), () => _informer!.Problem is null);
        Assert.True(_server.Count("list") > lists);
    }

    private V1Namespace Put(string name, string label = "x") => _server.Put(new V1Namespace
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["l"] = label } },
    });

    private async Task SyncedAsync(Func<V1Namespace, V1Namespace>? transform = null)
    {
        Start(transform);
        await Soon.Holds(() => _informer!.HasSynced && _server.OpenWatches == 1, "synced");
    }

    private void Start(Func<V1Namespace, V1Namespace>? transform = null)
    {
        var options = new InformerOptions<V1Namespace>
        {
            PageSize = 2,
            Transform = transform,
            Indexes = new Dictionary<string, Func<V1Namespace, IEnumerable<string>>>
            {
                ["label"] = item => item.Metadata.Labels?.Values ?? [],
            },
        };
        _informer = new Informer<V1Namespace>(_server, options, _statistics, _time, new Random(1), _log);
        _informer.Subscribe(change =>
        {
            lock (_told)
                _told.Add(change switch
                {
                    { Old: null } => $"+{change.New!.Metadata.Name}",
                    { New: null } => $"-{change.Old.Metadata.Name}",
                    _ => $"~{change.New.Metadata.Name}",
                });
        });
        _running = _informer.RunAsync(_stop.Token);
    }
}
