using K8sRouter.Core.Configuration;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>The store of content that the platform may use, beside the log and independent of it.</summary>
public sealed class DataUseSinkTests : IDisposable
{
    private static readonly StoreSettings Platform = new() { Bucket = "platform", Prefix = "used", Location = "us" };

    private readonly SinkFixture _fixture = new();
    private FaultyStore? _bucket;

    public DataUseSinkTests() => _fixture.Open = (settings, _) => _bucket ??= new(_fixture.Bucket(settings));

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Each_switch_decides_about_its_own_store_alone(bool logging, bool dataUse)
    {
        Set(logging, dataUse);
        using var segments = new SinkProcess(() => _fixture.Segments());
        using var used = new SinkProcess(() => _fixture.DataUse());
        JournalEntry[] entries = [Entry(1, logged: true, used: true), Entry(2, logged: true, used: false), Entry(3, logged: false, used: true)];
        segments.Append(entries);
        used.Append(entries);
        Assert.True((await segments.DeliverAsync()).IsDone);
        Assert.True((await used.DeliverAsync()).IsDone);

        // Records always.
        Assert.Equal(Ids(1, 2, 3), SinkFixture.Ids(_fixture.Objects("records")));
        Assert.Equal(logging ? Ids(1, 2) : [], WithContent(_fixture.Objects("records")));
        Assert.Equal(logging ? 1 : 0, _fixture.Objects("content").Length);
        Assert.Equal(dataUse ? Ids(1, 3) : [], SinkFixture.Ids(_fixture.ObjectsOf("platform", "records")));
        Assert.Equal(dataUse ? Ids(1, 3) : [], WithContent(_fixture.ObjectsOf("platform", "records")));
        Assert.Equal(dataUse ? 1 : 0, _fixture.ObjectsOf("platform", "content").Length);
    }

    [Fact]
    public async Task What_isnt_for_it_is_passed_over_and_counted_once_it_is_acknowledged()
    {
        Set(logging: false, dataUse: true);
        var progress = _fixture.Progress("data-use");
        using var used = new SinkProcess(() => _fixture.DataUse(progress));
        used.Append(Entry(1, logged: true, used: false), Entry(2, logged: true, used: true), Entry(3, logged: true, used: false));
        Assert.True((await used.DeliverAsync()).IsDone);
        progress.Acknowledged();

        Assert.Equal((1, 2), (progress.Status().Delivered, progress.Status().PassedOver));
    }

    [Fact]
    public async Task What_is_open_when_it_is_switched_off_is_not_stored()
    {
        Set(logging: true, dataUse: true);
        var progress = _fixture.Progress("data-use");
        using var used = new SinkProcess(() => _fixture.DataUse(progress));
        used.Append(Entry(1, logged: true, used: true));
        used.Read();
        Set(logging: true, dataUse: false);

        Assert.True((await used.DeliverAsync()).IsDone);

        Assert.Empty(_fixture.ObjectsOf("platform", "records"));
        Assert.Empty(Directory.EnumerateFiles(_fixture.SpoolFolder + "-data-use"));
        Assert.Equal(1, progress.Status().Dropped[SinkFaults.SwitchedOff]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_sealed_when_it_is_switched_off_is_not_stored(bool crash)
    {
        Set(logging: true, dataUse: true);
        _fixture.Open(Platform, null);
        _bucket!.FailBefore = _ => true;
        var progress = _fixture.Progress("data-use");
        using var used = new SinkProcess(() => _fixture.DataUse(progress));
        used.Append(Entry(1, logged: true, used: true), Entry(2, logged: true, used: true));
        Assert.False((await used.DeliverAsync()).IsDone);
        if (crash)
            used.Crash();
        _bucket.FailBefore = _ => false;
        Set(logging: true, dataUse: false);

        Assert.True((await used.DeliverAsync()).IsDone);
        Set(logging: true, dataUse: true);
        Assert.True((await used.DeliverAsync()).IsDone);

        Assert.Empty(_fixture.ObjectsOf("platform", "content"));
        Assert.Equal(["sealed.json"], Directory.EnumerateFiles(_fixture.SpoolFolder + "-data-use").Select(Path.GetFileName));
        Assert.Equal(2, progress.Status().Dropped[SinkFaults.SwitchedOff]);
    }

    [Fact]
    public async Task Content_of_Europe_isnt_used_outside_of_it()
    {
        Set(logging: false, dataUse: true);
        using var used = new SinkProcess(() => _fixture.DataUse());
        used.Append(Entry(1, logged: true, used: true, region: "europe"), Entry(2, logged: true, used: true));
        Assert.True((await used.DeliverAsync()).IsDone);

        Assert.Equal(Ids(2), SinkFixture.Ids(_fixture.ObjectsOf("platform", "records")));
    }

    private static JournalEntry Entry(int number, bool logged, bool used, string region = "global") => new(
        new(1, number * 100),
        SinkFixture.Row(SinkFixture.Record(number) with { ContentLogged = logged, ContentUsed = used, DataRegion = region }),
        SinkFixture.Content($"prompt {number}"));

    private static string[] Ids(params int[] numbers) => [.. numbers.Select(number => SinkFixture.Record(number).Id)];

    private static string[] WithContent(IEnumerable<string> records) =>
        [.. records.SelectMany(File.ReadLines).Where(row => row.Contains("\"content_object\"", StringComparison.Ordinal))
            .Select(row => System.Text.Json.JsonElement.Parse(row).GetProperty("id").GetString()!)];

    private void Set(bool logging, bool dataUse) => _fixture.Configuration.Set(config => config with
    {
        InputOutputLogging = config.InputOutputLogging with { Enabled = logging },
        DataUse = new() { Enabled = dataUse, Store = Platform },
    });
}
