using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Sidecars.Completion;
using K8sRouter.Operator.Tests.Kubernetes;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;
using static K8sRouter.Operator.Tests.Sidecars.Completion.ClassicPod;

namespace K8sRouter.Operator.Tests.Sidecars.Completion;

/// <summary>The driver against a sidecar on loopback that takes one token and nothing else.</summary>
public sealed class PodCompletionTests : IAsyncDisposable
{
    private const string Token = "rR0l3uO4gV8yKZ7mJ2cXwq1nB5dTfHsA6eIpLkQvYxE=";
    private const int Told = 5511;
    private const int NotTold = 5512;
    private static readonly ResourceKey Key = new("team-a", "job-1");

    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly KnownPods _pods = new();
    private readonly RecordedEvents _events = new();
    private readonly CapturingLogger _log = new();
    private readonly SidecarClient _client = new(TimeProvider.System, allowLoopback: true);
    private readonly StrictSidecar _sidecar = new(Token);
    private readonly PodCompletion _completion;
    private string? _token = Token;

    public PodCompletionTests()
    {
        _completion = new PodCompletion(
            _pods, _client.QuitAsync, (_, _) => Task.FromResult<string?>(_token), _events, _clock, _log);
        _pods.Set(Done());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task A_pod_that_is_done_has_its_sidecar_told_with_the_token_until_its_container_has_ended()
    {
        Assert.NotNull(await LookAsync());
        Assert.NotNull(await LookAsync());
        Assert.Equal(2, _sidecar.Quits);

        _pods.Set(Done(sidecar: 0));

        Assert.Null(await LookAsync());
        Assert.Equal(2, _sidecar.Quits);
        Assert.Equal(1, _log.Count(Told));
        Assert.DoesNotContain(Token, _log.All, StringComparison.Ordinal);
        Assert.Equal(2, _completion.Outcomes[QuitOutcome.Accepted]);
    }

    [Fact]
    public async Task A_pod_that_works_is_left_alone()
    {
        _pods.Set(Of("Never", Runs, Runs).On("127.0.0.1", _sidecar.Port));

        Assert.Null(await LookAsync());
        Assert.Equal(0, _sidecar.Calls);
        Assert.False(_completion.IsWanted(Key));
    }

    [Fact]
    public async Task Another_token_is_refused_and_the_pod_tried_less_and_less_often()
    {
        _token = Convert.ToBase64String(new byte[32]);
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 10; i++)
            waits.Add((await LookAsync())!.Value);

        Assert.Equal((10, 0), (_sidecar.Calls, _sidecar.Quits));
        Assert.InRange(waits[0], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.InRange(waits[^1], TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
        Assert.Equal(10, _completion.Outcomes[QuitOutcome.Refused]);
    }

    [Theory]
    [InlineData("refused", "refuses the token")]
    [InlineData("no token", "holds no admin-token")]
    [InlineData("older", "doesn't know /quit")]
    [InlineData("away", "no answer on port")]
    public async Task One_that_cannot_be_told_is_said_once_in_the_log_and_after_minutes_once_on_the_pod(string why, string said)
    {
        _token = why switch { "refused" => Convert.ToBase64String(new byte[32]), "no token" => null, _ => Token };
        _sidecar.KnowsQuit = why != "older";
        if (why == "away")
            await _sidecar.DisposeAsync();

        await LookAsync();
        _clock.Advance(TimeSpan.FromMinutes(2));
        await LookAsync();
        Assert.Empty(_events.Told);
        Assert.Equal(1, _log.Count(NotTold));
        Assert.Contains(said, _log.All, StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromMinutes(2));
        await LookAsync();
        _clock.Advance(TimeSpan.FromMinutes(20));
        await LookAsync();

        var (name, type, reason, note) = Assert.Single(_events.Told);
        Assert.Equal(("job-1", EventType.Warning, PodEventReasons.SidecarKeepsPodRunning), (name, type, reason));
        Assert.Contains(said, note, StringComparison.Ordinal);
        Assert.Contains("kubectl -n team-a delete pod job-1", note, StringComparison.Ordinal);
        Assert.Equal(1, _log.Count(NotTold));
        Assert.InRange(note.Length, 1, 1000);
        Assert.DoesNotContain(Token, note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sidecar_that_was_told_and_does_not_answer_any_more_is_ending_and_no_fault()
    {
        await LookAsync();
        await _sidecar.DisposeAsync();
        await LookAsync();

        Assert.Equal((1, 0), (_log.Count(Told), _log.Count(NotTold)));
    }

    [Fact]
    public async Task A_pod_made_anew_under_the_name_starts_anew()
    {
        await _sidecar.DisposeAsync();
        await LookAsync();
        _clock.Advance(TimeSpan.FromMinutes(4));
        _pods.Set(Done().With(metadata => metadata with { Uid = "uid-2" }));
        await LookAsync();

        Assert.Empty(_events.Told);
        Assert.Equal(2, _log.Count(NotTold));
    }

    [Fact]
    public async Task A_pod_that_is_gone_is_forgotten()
    {
        await LookAsync();
        _pods.Set(null);

        Assert.Null(await LookAsync());
        Assert.Equal(1, _sidecar.Calls);
    }

    private async Task<TimeSpan?> LookAsync() => (await _completion.ReconcileAsync(Key, CancellationToken.None)).RequeueAfter;

    private SlimPod Done(int sidecar = Runs) => Of("Never", sidecar, 0).On("127.0.0.1", _sidecar.Port);

    /// <summary>Holds one pod.</summary>
    private sealed class KnownPods : IInformer<SlimPod>
    {
        private SlimPod? _pod;

        public event Action<ResourceKey>? UnreadableChanged
        {
            add { }
            remove { }
        }

        public event Action<SlimPod, bool>? Leaving
        {
            add { }
            remove { }
        }

        public bool HasSynced => true;

        public bool IsUnavailable => false;

        public DateTimeOffset? LastHeard => null;

        public string? Problem => null;

        public IReadOnlyDictionary<ResourceKey, string> Unreadable { get; } = new Dictionary<ResourceKey, string>();

        public IReadOnlyCollection<SlimPod> Items => _pod is null ? [] : [_pod];

        public void Set(SlimPod? pod) => _pod = pod;

        public SlimPod? Get(string? @namespace, string name) => _pod;

        public IReadOnlyCollection<SlimPod> ByIndex(string index, string key) => Items;

        public IDisposable Subscribe(Action<InformerChange<SlimPod>> changed) => throw new NotSupportedException();

        public Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
