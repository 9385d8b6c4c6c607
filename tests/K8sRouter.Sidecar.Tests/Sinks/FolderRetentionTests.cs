using K8sRouter.Sidecar.Sinks;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Sidecar.Tests.Sinks;

public sealed class FolderRetentionTests : IDisposable
{
    private readonly SinkFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(100, 100)]
    [InlineData(1, 90)]
    public async Task Content_goes_after_the_days_that_its_workspace_keeps_it_and_never_before_ninety(int asked, int kept)
    {
        await StoreAsync();
        _fixture.Configuration.Set(config => config with { InputOutputLogging = new() { RetentionDays = asked } });
        _fixture.Clock.Advance(TimeSpan.FromDays(kept));
        Assert.True(await Retention().SweepAsync(default));
        Assert.Equal(2, _fixture.Objects("content").Length);

        // The day itself ends at midnight.
        _fixture.Clock.Advance(TimeSpan.FromHours(12));
        Assert.True(await Retention().SweepAsync(default));

        Assert.Contains("dt=2026-11-21", Assert.Single(_fixture.Objects("content")), StringComparison.Ordinal);
        Assert.Equal(2, _fixture.Objects("records").Length);
    }

    [Fact]
    public async Task It_looks_every_hour()
    {
        await StoreAsync();
        using var stop = new CancellationTokenSource();
        var running = Retention().RunAsync(stop.Token);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (int hours = 0; _fixture.Objects("content").Length > 1; hours++)
        {
            Assert.True(hours < 91 * 24 * 10, "Nothing was swept.");
            _fixture.Clock.Advance(TimeSpan.FromHours(24));
            await Task.Delay(1, limit.Token);
        }
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_folder_that_cant_be_read_ends_nothing_and_is_looked_at_again()
    {
        await StoreAsync();
        _fixture.Clock.Advance(TimeSpan.FromDays(91));
        var store = new FaultyStore(_fixture.Store) { FailList = true };
        var retention = new FolderRetention(store, _fixture.Configuration, _fixture.Clock, NullLogger.Instance);
        Assert.True(await retention.SweepAsync(default));
        Assert.Equal(2, _fixture.Objects("content").Length);

        store.FailList = false;
        Assert.True(await retention.SweepAsync(default));
        Assert.Single(_fixture.Objects("content"));
    }

    private FolderRetention Retention() => new(_fixture.Store, _fixture.Configuration, _fixture.Clock, NullLogger.Instance);

    private async Task StoreAsync()
    {
        using var process = new SinkProcess(() => _fixture.Segments());
        process.Append(SinkFixture.Entry(1), SinkFixture.Entry(2, SinkFixture.Arrived.AddDays(1)));
        Assert.True((await process.DeliverAsync()).IsDone);
    }
}
