using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Testing;

/// <summary>Clocks that stand still until a test moves them.</summary>
public static class Clocks
{
    /// <summary>Noon UTC on 20 November 2026.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One that starts at <see cref="Start"/>.</summary>
    public static FakeTimeProvider Noon() => new(Start);
}
