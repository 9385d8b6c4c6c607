using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Testing;

/// <summary>
/// A clock whose time of day can be set, as an administrator or NTP does it; timestamps and timers don't notice. The library's
/// own ways to set it move timers (<c>SetUtcNow</c>) or timestamps (<c>AdjustTime</c>).
/// </summary>
public sealed class JumpingClock() : FakeTimeProvider(Clocks.Start)
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    /// <summary>Sets the time of day, back too.</summary>
    public void SetTimeOfDay(DateTimeOffset now) => _ahead += now - GetUtcNow();
}
