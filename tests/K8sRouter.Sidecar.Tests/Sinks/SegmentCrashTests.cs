using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>
/// A scenario of two sinks, two hours, four stores and a change of stores in its middle, in which every write to a store fails
/// once, before or after it, with or without the end of the process: each store holds each generation at most once, none is
/// missing, and nothing under the journal's folder can be read.
/// </summary>
public sealed class SegmentCrashTests
{
    private static readonly StoreSettings Records = new() { Bucket = "records", Prefix = "r" };
    private static readonly StoreSettings Logged = new() { Bucket = "logged", Prefix = "l" };
    private static readonly StoreSettings Used = new() { Bucket = "used", Prefix = "u" };
    private static readonly StoreSettings Later = new() { Bucket = "later", Prefix = "n" };

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Each_generation_is_stored_once_whichever_write_fails(bool afterTheWrite, bool crash)
    {
        int steps = await RunAsync(failing: 0, afterTheWrite, crash);
        Assert.True(steps > 10, $"only {steps} writes");
        for (int failing = 1; failing <= steps; failing++)
            await RunAsync(failing, afterTheWrite, crash);
    }

    /// <returns>How many writes there were.</returns>
    private static async Task<int> RunAsync(int failing, bool afterTheWrite, bool crash)
    {
        using var fixture = new SinkFixture();
        int writes = 0;
        bool Hit(string name)
        {
            AssertUnreadable(fixture);
            return ++writes == failing;
        }
        fixture.Open = (settings, _) => afterTheWrite
            ? new FaultyStore(fixture.Bucket(settings)) { FailAfter = Hit }
            : new FaultyStore(fixture.Bucket(settings)) { FailBefore = Hit };
        Set(fixture, Records, Logged, Used);
        using var segments = new SinkProcess(() => fixture.Segments());
        using var used = new SinkProcess(() => fixture.DataUse());
        SinkProcess[] all = [segments, used];

        // The first batch, which may fail in any place; then stores change with what is undelivered still there.
        Append(all, Entry(1), Entry(2, 61), Entry(3));
        await DeliverOnceAsync(all, crash);
        Append(all, Entry(4, 62), Entry(5));
        foreach (var process in all)
            process.Read();
        AssertUnreadable(fixture);
        Set(fixture, Later, Logged, Used);
        await DeliverOnceAsync(all, crash);
        Set(fixture, Later, null, Later);
        Append(all, Entry(6));
        await DeliverOnceAsync(all, crash);
        foreach (var process in all)
            Assert.True((await process.DeliverAsync()).IsDone);

        string[] expected = [.. new[] { Entry(1), Entry(2, 61), Entry(3), Entry(4, 62), Entry(5), Entry(6) }.Select(entry => entry.Record.Id).Order()];
        string[] logged = [.. Ids(fixture, "records"), .. Ids(fixture, "later", "r1")];
        Assert.Equal(expected, logged.Order());
        string[] everywhere = [.. Ids(fixture, "used"), .. Ids(fixture, "later", "r2")];
        Assert.Equal(expected, everywhere.Order());
        Assert.All(all, process => Assert.Equal(6, process.Acknowledged));
        return writes;
    }

    private static void Append(SinkProcess[] all, params JournalEntry[] entries)
    {
        foreach (var process in all)
            process.Append(entries);
    }

    private static async Task DeliverOnceAsync(SinkProcess[] all, bool crash)
    {
        foreach (var process in all)
        {
            if (!(await process.DeliverAsync()).IsDone && crash)
                process.Crash();
        }
    }

    private static void Set(SinkFixture fixture, StoreSettings records, StoreSettings? logged, StoreSettings used) =>
        fixture.Configuration.Set(config => config with
        {
            Store = records == Later ? Later with { Prefix = "r1" } : records,
            InputOutputLogging = config.InputOutputLogging with { Store = logged },
            DataUse = new() { Enabled = true, Store = used == Later ? Later with { Prefix = "r2" } : used },
        });

    private static string[] Ids(SinkFixture fixture, string bucket, string prefix = "") =>
        SinkFixture.Ids(fixture.ObjectsOf(bucket, "records").Where(file => file.Contains($"/{prefix}", StringComparison.Ordinal)
            && (prefix.Length == 0 || file.Contains($"bucket-{bucket}/{prefix}/", StringComparison.Ordinal))));

    private static JournalEntry Entry(int number, int minutes = 0) =>
        SinkFixture.Entry(number, SinkFixture.Arrived.AddMinutes(minutes));

    private static void AssertUnreadable(SinkFixture fixture)
    {
        foreach (string folder in new[] { fixture.SpoolFolder, fixture.SpoolFolder + "-data-use" })
        {
            foreach (string file in Directory.EnumerateFiles(folder).Where(file => !file.EndsWith(".json", StringComparison.Ordinal)))
            {
                byte[] bytes = File.ReadAllBytes(file);
                // Neither a row's field nor a gzip member's first bytes.
                Assert.Equal(-1, bytes.AsSpan().IndexOf("requested_model"u8));
                Assert.Equal(-1, bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0]));
            }
            string manifest = Path.Combine(folder, "sealed.json");
            if (File.Exists(manifest))
                Assert.DoesNotContain("prompt", File.ReadAllText(manifest, Encoding.UTF8), StringComparison.Ordinal);
        }
    }
}
