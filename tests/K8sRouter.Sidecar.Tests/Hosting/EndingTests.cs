using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Hosting;
using K8sRouter.Sidecar.Tests.Journal;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Hosting;

/// <summary>
/// The end on a clock that the tests move: 20 s, of which streams get 15. On the pool's threads, where what waits for the clock
/// goes on as it is moved.
/// </summary>
public sealed class EndingTests
{
    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly RecordingLogger _logger = new();
    private readonly CallsInFlight _calls;
    private readonly List<TimeSpan> _stopped = [];

    public EndingTests() => _calls = new(_clock);

    [Fact]
    public void Without_a_drain_the_server_stops_at_once_and_streams_get_their_share()
    {
        var ending = Ending(idle: 0);
        Assert.Equal((false, 20), (ending.HasBegun, ending.Left.TotalSeconds));

        ending.Begin(EndingCauses.Sigterm);

        Assert.True(ending.HasBegun);
        Assert.Equal([TimeSpan.FromSeconds(15)], _stopped);
    }

    [Fact]
    public Task Calls_that_come_after_the_signal_put_the_end_off_and_streams_get_what_is_left() => Task.Run(() =>
    {
        var ending = Ending(idle: 5);
        ending.Begin(EndingCauses.Sigterm);
        Pass(4);
        _calls.Began();
        Pass(3);
        _calls.Ended();
        Pass(4.9);
        Assert.Empty(_stopped);

        Pass(0.1);

        Assert.Equal([TimeSpan.FromSeconds(3)], _stopped);
        Assert.Equal(8, ending.Left.TotalSeconds, 3);
        Assert.Contains(_logger.Lines, line => line.StartsWith("No more calls are accepted: no call has come for 5 s", StringComparison.Ordinal));
    });

    [Fact]
    public Task Callers_that_never_stop_are_cut_in_time_for_the_sinks() => Task.Run(() =>
    {
        var ending = Ending(idle: 5);
        ending.Begin(EndingCauses.Quit);
        for (int second = 0; second < 15; second++)
        {
            Assert.Empty(_stopped);
            _calls.Began();
            Pass(1);
            _calls.Ended();
        }

        Assert.Equal([TimeSpan.FromMilliseconds(100)], _stopped);
        Assert.Equal(5, ending.Left.TotalSeconds, 3);
    });

    [Fact]
    public Task A_second_signal_changes_nothing() => Task.Run(() =>
    {
        var ending = Ending(idle: 5);
        ending.Begin(EndingCauses.Sigterm);
        Pass(3);
        ending.Begin(EndingCauses.Sigterm);
        ending.Begin(EndingCauses.Quit);
        Pass(2);

        Assert.Equal([TimeSpan.FromSeconds(10)], _stopped);
        Assert.Single(_logger.Lines, line => line.StartsWith("SIGTERM: the process ends once", StringComparison.Ordinal));
    });

    private Ending Ending(int idle) => new(
        new SidecarOptions { ConfigDirectory = "", ShutdownGrace = TimeSpan.FromSeconds(20), DrainIdle = TimeSpan.FromSeconds(idle) },
        _calls, _clock, _logger)
    {
        Stop = _stopped.Add,
    };

    private void Pass(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
