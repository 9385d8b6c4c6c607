using System.Net;
using System.Text;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Kubernetes.Events;

[Collection(ClockCollection.Name)]
public sealed class EventRecorderTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = Clocks.Noon();
    private readonly FakeKubernetes _server = new();
    private readonly CapturingLogger _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly EventRecorder _recorder;
    private Task _running = Task.CompletedTask;

    public EventRecorderTests() => _recorder = new EventRecorder(
        _server, new EventRecorderOptions { ReportingInstance = "operator-7f", Capacity = 20 }, _time, new Random(1), _log);

    private IReadOnlyList<Eventsv1Event> Events => _server.All<Eventsv1Event>();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _running.IsCompleted, "ended");
        _stop.Dispose();
    }

    [Fact]
    public async Task An_event_says_who_what_why_and_about_which_object()
    {
        Start();
        _recorder.Record(Object("team-a", "lease"), EventType.Warning, "Invalid", "Compile", "spec.x is wrong");
        await Soon.Holds(() => Events.Count == 1);
        var told = Events[0];
        Assert.Equal("team-a", told.Metadata.NamespaceProperty);
        Assert.StartsWith("lease.", told.Metadata.Name, StringComparison.Ordinal);
        Assert.Equal(("Warning", "Invalid", "Compile", "spec.x is wrong"), (told.Type, told.Reason, told.Action, told.Note));
        Assert.Equal(("k8srouter.io/operator", "operator-7f"), (told.ReportingController, told.ReportingInstance));
        Assert.Equal(("Lease", "lease", "uid-lease"), (told.Regarding!.Kind, told.Regarding.Name, told.Regarding.Uid));
        Assert.Equal(_time.GetUtcNow().UtcDateTime, told.EventTime);
        Assert.Null(told.Series);
    }

    [Fact]
    public async Task Events_about_cluster_scoped_objects_go_to_the_default_namespace()
    {
        Start();
        _recorder.Record(Object(null, "x"), EventType.Normal, "Accepted", "Compile", "fine");
        await Soon.Holds(() => Events.Count == 1);
        Assert.Equal("default", Events[0].Metadata.NamespaceProperty);
        Assert.Null(Events[0].Regarding!.NamespaceProperty);
    }

    [Fact]
    public async Task What_happens_again_is_counted_into_one_event()
    {
        Start();
        for (int i = 0; i < 7; i++)
            _recorder.Record(Object("team-a", "x"), EventType.Normal, "Ready", "Compile", "all is well");
        _recorder.Record(Object("team-a", "x"), EventType.Normal, "Ready", "Compile", "not the same");
        await Soon.Holds(() => Events.Count == 2);
        await Soon.Advance(_time, TimeSpan.FromMinutes(4));
        Assert.Equal(0, _server.Count("patch"));
        await Soon.Holds(_time, TimeSpan.FromSeconds(10), () => _server.Count("patch") == 1, "counted");
        Assert.Equal([7], Events.Select(told => told.Series?.Count).OfType<int>());

        // Nothing new: nothing is sent. Seen again after ten minutes: a new one.
        await Soon.Advance(_time, TimeSpan.FromMinutes(20));
        Assert.Equal(1, _server.Count("patch"));
        _recorder.Record(Object("team-a", "x"), EventType.Normal, "Ready", "Compile", "all is well");
        await Soon.Holds(() => Events.Count == 3);
    }

    [Fact]
    public async Task Counts_are_sent_at_the_end()
    {
        Start();
        for (int i = 0; i < 3; i++)
            _recorder.Record(Object("team-a", "x"), EventType.Normal, "Ready", "Compile", "all is well");
        await Soon.Holds(() => Events.Count == 1);
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(3, Events[0].Series!.Count);
        Assert.Equal(2, _recorder.Sent);
    }

    [Fact]
    public async Task A_series_whose_event_is_gone_gets_a_new_one()
    {
        Start();
        Record("x");
        await Soon.Holds(() => Events.Count == 1);
        _server.Remove<Eventsv1Event>("team-a", Events[0].Metadata.Name!);
        Record("x");
        await Soon.Holds(_time, TimeSpan.FromSeconds(20), () => Events.Count == 1, "made anew");
        Assert.Equal(2, Events[0].Series!.Count);
    }

    [Fact]
    public async Task More_than_can_wait_is_dropped_and_counted()
    {
        for (int i = 0; i < 50; i++)
            Record($"note {i}");
        Start();
        await Soon.Holds(() => Events.Count == 20);
        Assert.Equal(30, _recorder.Dropped[EventDropReasons.QueueFull]);
        Assert.Equal(1, _log.Count(5300));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, EventDropReasons.Unreachable, 3)]
    [InlineData(HttpStatusCode.TooManyRequests, EventDropReasons.Unreachable, 3)]
    [InlineData(HttpStatusCode.Forbidden, EventDropReasons.Refused, 1)]
    [InlineData(HttpStatusCode.NotFound, EventDropReasons.NamespaceGone, 1)]
    public async Task What_the_server_does_not_take_is_dropped_by_reason(HttpStatusCode status, string reason, int tries)
    {
        _server.Before = (_, _) => throw FakeKubernetes.Refusal(status);
        Start();
        Record("x");
        await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _recorder.Dropped.ContainsKey(reason), "dropped");
        Assert.Equal(tries, _server.Count("create"));
        _server.Before = (_, _) => Task.CompletedTask;
        Record("x");
        await Soon.Holds(() => Events.Count == 1);
    }

    [Fact]
    public async Task A_namespace_that_is_going_takes_none()
    {
        _server.Before = (_, _) => throw new KubernetesException("being deleted", HttpStatusCode.Forbidden, "Forbidden")
        {
            IsNamespaceTerminating = true,
        };
        Start();
        Record("x");
        await Soon.Holds(() => _recorder.Dropped.ContainsKey(EventDropReasons.NamespaceGone));
    }

    [Fact]
    public async Task The_end_waits_for_a_server_that_hangs_no_longer_than_it_must()
    {
        _server.Before = (_, token) => Task.Delay(Timeout.Infinite, token);
        Start();
        Record("x");
        Record("y");
        await Soon.Holds(() => _server.Count("create") == 1);
        await _stop.CancelAsync();
        var took = await Soon.Holds(_time, TimeSpan.FromMilliseconds(100), () => _running.IsCompleted, "ended");
        Assert.InRange(took, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(2.5));
        Assert.Equal(2, _recorder.Dropped[EventDropReasons.Stopped]);
    }

    [Theory]
    [InlineData(1, "a")]
    [InlineData(2, "é")]
    [InlineData(3, "語")]
    [InlineData(4, "😀")]
    public void A_long_note_is_cut_between_two_characters(int bytes, string character)
    {
        string note = string.Concat(Enumerable.Repeat(character, 1_000 / bytes));
        Assert.Equal(note, EventNotes.Cut(note));
        string cut = EventNotes.Cut("x" + note + character);
        Assert.InRange(Encoding.UTF8.GetByteCount(cut), 994, 1_000);
        Assert.EndsWith(character + "…", cut, StringComparison.Ordinal);
        Assert.Equal(cut, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)));
    }

    [Fact]
    public async Task A_long_name_leaves_room_for_the_number()
    {
        Start();
        _recorder.Record(Object("team-a", new string('n', 199) + "." + new string('m', 53)), EventType.Normal, "R", "A", "x");
        await Soon.Holds(() => Events.Count == 1);
        Assert.Matches("^n{199}\\.[0-9a-f]+$", Events[0].Metadata.Name);
    }

    private static IKubernetesObject Object(string? @namespace, string name) => LibraryObject.Of(new V1Lease
    {
        Metadata = new() { Name = name, NamespaceProperty = @namespace, Uid = $"uid-{name}" },
    });

    private void Record(string note) => _recorder.Record(Object("team-a", "x"), EventType.Normal, "Ready", "Compile", note);

    private void Start() => _running = _recorder.RunAsync(_stop.Token);
}
