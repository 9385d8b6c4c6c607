using K8sRouter.Core.Events;
using K8sRouter.Sidecar.Sinks;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>What is told of a sink: each change once, not each fault.</summary>
public sealed class SinkChangeTests : IDisposable
{
    private const string Sink = "destination/one";

    private readonly SinkFixture _fixture = new();
    private readonly List<SinkChange> _told = [];
    private readonly SinkProgress _progress;

    public SinkChangeTests() => _progress = new(Sink, _fixture.Metrics, _fixture.Clock, NullLogger.Instance, _told.Add);

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_change_is_told_once_with_its_reason()
    {
        _progress.Delivered(1);
        Assert.Empty(_told);

        _progress.Retried("http_503");
        _progress.Retried("http_503");
        _progress.Retried("timeout");
        _progress.Retried("timeout", circuitOpen: true);
        Assert.True(_progress.Status().CircuitOpen);
        _progress.Parked("http_401", "Put a valid one.");
        _progress.Parked("http_401", "Put a valid one.");
        Assert.False(_progress.Status().CircuitOpen);
        _progress.Went();
        _progress.Went();

        Assert.Equal(
            [
                new(Sink, SinkEventStates.Failing, "http_503"), new(Sink, SinkEventStates.Failing, "timeout"),
                new(Sink, SinkEventStates.CircuitOpen, "timeout"), new(Sink, SinkEventStates.Parked, "http_401", "Put a valid one."),
                new(Sink, SinkEventStates.Delivering),
            ],
            _told);
    }
}
