using System.Security.Cryptography;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>
/// Content on its way to a bucket when it may no longer be stored there: by each way in which that is decided, however far it
/// has come. Time passes afterwards, so that whatever would be tried again is.
/// </summary>
public sealed class SegmentWithdrawalTests : IAsyncLifetime, IDisposable
{
    private static readonly StoreSettings A = new() { Bucket = "team-a-a", Prefix = "p", Location = "us" };
    private static readonly StoreSettings B = new() { Bucket = "team-a-b", Prefix = "p", Location = "us" };

    /// <summary>How content stops being allowed where it was going.</summary>
    private static readonly Dictionary<string, Func<RouterConfig, RouterConfig>> OfTheLog = new()
    {
        ["logging switched off"] = config => Log(config, logging => logging with { Enabled = false }),
        ["keys narrowed"] = config => Log(config, logging => logging with { ApiKeyHashes = ["another"] }),
        ["sample narrowed"] = config => Log(config, logging => logging with { SamplingRate = 0.0001m }),
        ["region changed"] = Europe,
        ["store removed"] = config => config with { Store = null },
        ["store changed"] = config => config with { Store = B },
        ["store of content changed"] = config => Log(config, logging => logging with { Store = B }),
        ["store's location changed"] = config => Europe(config) with { Store = A with { Location = "global" } },
    };

    private static readonly Dictionary<string, Func<RouterConfig, RouterConfig>> OfDataUse = new()
    {
        ["data use switched off"] = config => config with { DataUse = config.DataUse with { Enabled = false } },
        ["store removed"] = config => config with { DataUse = config.DataUse with { Store = null } },
        ["store changed"] = config => config with { DataUse = config.DataUse with { Store = B } },
        ["region changed"] = Europe,
    };

    private readonly SinkFixture _fixture = new();
    private readonly HttpMessageHandler _connection = GcsHttp.CreateHandler();
    private GcsDouble _service = null!;

    public static TheoryData<string, string, Stage> Cases()
    {
        var cases = new TheoryData<string, string, Stage>();
        foreach (var stage in Enum.GetValues<Stage>())
        {
            foreach (string withdrawal in OfTheLog.Keys.Where(IsWorth))
                cases.Add(SinkSupervisor.Segments, withdrawal, stage);
            foreach (string withdrawal in OfDataUse.Keys.Where(IsWorth))
                cases.Add(SinkSupervisor.DataUse, withdrawal, stage);

            // A session takes megabytes; whatever ends an attempt ends it.
            bool IsWorth(string withdrawal) => stage != Stage.SessionHalfDone || withdrawal.EndsWith("off", StringComparison.Ordinal);
        }
        return cases;
    }

    public async Task InitializeAsync()
    {
        _service = await GcsDouble.StartAsync(A.Bucket, B.Bucket);
        var buckets = new ObjectStoreFactory(_connection, new(_fixture.Clock, _service.Environment), _fixture.Clock, _service.Environment);
        _fixture.Open = buckets.Open;
        _fixture.Configuration.Set(config => config with
        {
            Store = A,
            InputOutputLogging = new() { Enabled = true, ScopeId = "s" },
            DataUse = new() { Enabled = true, Store = A },
        });
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose()
    {
        _connection.Dispose();
        _fixture.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Content_isnt_stored_once_it_may_not_be(string sink, string withdrawal, Stage stage)
    {
        using var process = new SinkProcess(() => sink == SinkSupervisor.DataUse ? _fixture.DataUse() : _fixture.Segments());
        process.Append(Entry(1, stage), Entry(2, stage));
        var change = (sink == SinkSupervisor.DataUse ? OfDataUse : OfTheLog)[withdrawal];

        await BringToAsync(stage, process, () => _fixture.Configuration.Set(change));

        Assert.DoesNotContain(_service.Objects, stored => stored.Bucket == A.Bucket && IsContent(stored));
        if (sink == SinkSupervisor.Segments)
            Assert.Equal([SinkFixture.Record(1).Id, SinkFixture.Record(2).Id], StoredIds());
        bool isKeptElsewhere = withdrawal.Contains("store", StringComparison.Ordinal) && withdrawal.Contains("changed", StringComparison.Ordinal)
            && !withdrawal.Contains("location", StringComparison.Ordinal);
        Assert.Equal(isKeptElsewhere, _service.Objects.Any(stored => stored.Bucket == B.Bucket && IsContent(stored)));
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_configuration_that_changes_nothing_of_it_abandons_nothing(Stage stage)
    {
        using var process = new SinkProcess(() => _fixture.Segments());
        process.Append(Entry(1, stage), Entry(2, stage));

        await BringToAsync(stage, process, () => _fixture.Configuration.Set(config => config with { Policy = new() { ForwardTraceContext = true } }));

        Assert.Single(_service.Objects, IsContent);
        Assert.Equal([SinkFixture.Record(1).Id, SinkFixture.Record(2).Id], StoredIds());
        Assert.Equal(stage == Stage.SessionHalfDone ? 1 : 0, _service.Count(GcsRequestKind.ResumableStart));
    }

    public static TheoryData<Stage> Stages() => [.. Enum.GetValues<Stage>()];

    /// <summary>Brings the entries to a stage, withdraws, and lets time pass until everything is delivered.</summary>
    private async Task BringToAsync(Stage stage, SinkProcess process, Action withdraw)
    {
        switch (stage)
        {
            case Stage.InTheJournal:
                withdraw();
                break;
            case Stage.InAnOpenSegment:
                process.Read();
                withdraw();
                break;
            case Stage.Sealed:
            case Stage.SealedByAnEarlierProcess:
                _service.Faults.Always(request => request.Kind == GcsRequestKind.MultipartInsert ? GcsFault.Status(403, "forbidden") : null);
                Assert.Equal(SinkFaults.Forbidden, (await process.DeliverAsync()).Code);
                _service.Faults.Clear();
                if (stage == Stage.SealedByAnEarlierProcess)
                    process.Crash();
                withdraw();
                break;
            default:
                await DuringUploadAsync(stage, process, withdraw);
                return;
        }
        Assert.True((await process.DeliverAsync()).IsDone);
    }

    private async Task DuringUploadAsync(Stage stage, SinkProcess process, Action withdraw)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fault = stage == Stage.UploadRunning ? GcsFault.Of(GcsFaultKind.Hang) : GcsFault.Status(503);
        _service.Faults.Next(
            request =>
            {
                bool meets = stage == Stage.SessionHalfDone
                    ? request.Kind == GcsRequestKind.ResumableChunk && _service.Count(GcsRequestKind.ResumableChunk) == 2
                    : request.Kind == GcsRequestKind.MultipartInsert;
                if (meets)
                    met.TrySetResult();
                return meets;
            },
            fault);
        var delivering = process.DeliverAsync();
        await Task.WhenAny(met.Task, delivering);
        Assert.False(delivering.IsCompleted);
        withdraw();
        // Slowly, for requests that do arrive are bounded by the same clock.
        while (await Task.WhenAny(delivering, Task.Delay(100)) != delivering)
            _fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True((await delivering).IsDone);
    }

    private string[] StoredIds()
    {
        var rows = _service.Objects.Where(stored => !IsContent(stored)).SelectMany(stored => System.Text.Encoding.UTF8.GetString(stored.Content).Split('\n'))
            .Concat(_fixture.Objects("records").SelectMany(File.ReadLines)).Where(row => row.Length > 0);
        return [.. rows.Select(row => System.Text.Json.JsonElement.Parse(row).GetProperty("id").GetString()!).Order()];
    }

    private static bool IsContent(GcsDoubleObject stored) => stored.Name.Contains("/content/", StringComparison.Ordinal);

    /// <summary>An upload that takes a session has more than eight MiB, however well it compresses.</summary>
    private static JournalEntry Entry(int number, Stage stage)
    {
        string prompt = stage == Stage.SessionHalfDone ? Convert.ToHexString(RandomNumberGenerator.GetBytes(9 << 19)) : $"prompt {number}";
        return new(new JournalPosition(1, number * 100), SinkFixture.Row(SinkFixture.Record(number)), SinkFixture.Content(prompt));
    }

    private static RouterConfig Log(RouterConfig config, Func<LoggingSettings, LoggingSettings> change) =>
        config with { InputOutputLogging = change(config.InputOutputLogging) };

    private static RouterConfig Europe(RouterConfig config) => config with { Workspace = config.Workspace with { Region = "europe" } };

    public enum Stage
    {
        InTheJournal,
        InAnOpenSegment,
        Sealed,
        SealedByAnEarlierProcess,
        UploadRunning,
        UploadBackingOff,
        SessionHalfDone,
    }
}
