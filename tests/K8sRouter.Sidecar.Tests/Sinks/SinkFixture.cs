using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Sinks.Redis;
using K8sRouter.Sidecar.Sinks.Spool;
using K8sRouter.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>What the tests of sinks need: folders, a clock, a configuration to switch, generations.</summary>
internal sealed class SinkFixture : IDisposable
{
    public static readonly DateTimeOffset Arrived = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k8srouter-sinks-");
    private readonly Meter _meter = new("k8srouter");

    public SinkFixture()
    {
        Store = new(StoreFolder);
        OwnStore = Store;
    }

    /// <summary>The sidecar's own folder.</summary>
    public string StoreFolder => Path.Combine(_folder.FullName, "store");

    /// <summary>What stands for buckets: a folder of this name each.</summary>
    public string BucketFolder(string bucket) => Path.Combine(_folder.FullName, "bucket-" + bucket);

    public string SpoolFolder => Path.Combine(_folder.FullName, "spool");

    public FolderObjectStore Store { get; }

    /// <summary>The sidecar's own folder, or what a test puts in its place.</summary>
    public IObjectStore OwnStore { get; set; }

    /// <summary>Opens a bucket; a test may fail it.</summary>
    public Func<StoreSettings, string?, IObjectStore> Open { get => field ??= Bucket; set; }

    /// <summary>As a process has them that begins now.</summary>
    public ObjectStores Stores => new((settings, credential) => Open(settings, credential), new Indirect(this), NullLogger.Instance);

    /// <summary>Opens connections as the sidecar does.</summary>
    public static RedisOpener Redis => (settings, password, end) => RedisLink.OpenAsync(settings, password, TimeProvider.System, end);

    public JournalKeyRing Keys { get; set; } = new([[.. Enumerable.Range(1, 32).Select(i => (byte)i)]]);

    public FakeTimeProvider Clock { get; } = Clocks.Noon();

    public SwitchableConfiguration Configuration { get; } = new();

    public SinkMetrics Metrics => new(_meter);

    public StoreReader Reader => new(Store, new() { Prefix = "k8srouter", Workspace = "team-a", WorkspaceId = "w-1" });

    public FolderObjectStore Bucket(StoreSettings settings, string? credential = null) => new(BucketFolder(settings.Bucket));

    /// <summary>Paths of the objects of the sidecar's own folder.</summary>
    public string[] Objects(string kind) => ObjectsIn(StoreFolder, kind);

    /// <summary>Paths of the objects of a bucket.</summary>
    public string[] ObjectsOf(string bucket, string kind) => ObjectsIn(BucketFolder(bucket), kind);

    /// <summary>The ids in the rows of some objects.</summary>
    public static string[] Ids(IEnumerable<string> records) =>
        [.. records.SelectMany(File.ReadLines).Select(row => JsonElement.Parse(row).GetProperty("id").GetString()!)];

    public SinkProgress Progress(string name) => new(name, Metrics, Clock, NullLogger.Instance);

    public SegmentSink Segments(IObjectStore? store = null, SinkOptions? options = null, SinkProgress? progress = null)
    {
        OwnStore = store ?? Store;
        return Sink(new LoggingPolicy(), SpoolFolder, options, progress);
    }

    public SegmentSink DataUse(SinkProgress? progress = null) =>
        Sink(new DataUsePolicy(), SpoolFolder + "-data-use", null, progress ?? Progress("data-use"));

    public static GenerationRecord Record(int number, DateTimeOffset? at = null) => new()
    {
        Id = $"gen-{(at ?? Arrived).ToUnixTimeSeconds()}-AbCdEf{number:D14}",
        RequestId = "req-1",
        WorkspaceId = "w-1",
        Workspace = "team-a",
        Sidecar = "AbCdEf",
        ConfigRevision = "r",
        CreatedAt = at ?? Arrived,
        Outcome = GenerationOutcomes.Completed,
        Api = GenerationApis.Chat,
        RequestedModel = "openai/gpt-5-mini",
        Model = "openai/gpt-5-mini",
        CanonicalSlug = "openai/gpt-5-mini",
        DataRegion = "global",
        StatusCode = 200,
        ContentLogged = true,
        ContentUsed = true,
        Destinations = ["one", "two"],
        ContentDestinations = ["one", "two"],
    };

    public static byte[] Row(GenerationRecord record) =>
        JsonSerializer.SerializeToUtf8Bytes(record, GenerationRecordJson.Default.GenerationRecord);

    public static CapturedContent Content(string prompt) => new()
    {
        Request = Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"{{prompt}}"}]}"""),
        ResponseFormat = CapturedResponseFormat.Json,
        Response = """{"choices":[{"message":{"content":"answer"}}]}"""u8.ToArray(),
    };

    public static JournalEntry Entry(int number, DateTimeOffset? at = null) =>
        new(new JournalPosition(1, number * 100), Row(Record(number, at)), Content($"prompt {number}"));

    public void Dispose()
    {
        _meter.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string[] ObjectsIn(string folder, string kind) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => file.Contains($"/{kind}/", StringComparison.Ordinal) && !file.EndsWith(".meta.json", StringComparison.Ordinal)).Order()]
        : [];

    private SegmentSink Sink(ISegmentPolicy policy, string spoolFolder, SinkOptions? options, SinkProgress? progress) => new(
        policy, Stores, new SegmentSpool(spoolFolder, () => Keys), Configuration, progress ?? Progress("segments"),
        options ?? new(), Clock, NullLogger.Instance);

    /// <summary>The sidecar's own folder is one object for the life of a process; here a test may change what it does.</summary>
    private sealed class Indirect(SinkFixture fixture) : IObjectStore
    {
        public string Place => fixture.OwnStore.Place;

        public Task<PutResult> PutAsync(string name, Stream content, ObjectProperties properties, long ifGeneration, CancellationToken cancellationToken) =>
            fixture.OwnStore.PutAsync(name, content, properties, ifGeneration, cancellationToken);

        public Task<byte[]?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken) =>
            fixture.OwnStore.GetRangeAsync(name, offset, length, cancellationToken);

        public Task<Stream?> OpenReadAsync(string name, CancellationToken cancellationToken) => fixture.OwnStore.OpenReadAsync(name, cancellationToken);

        public Task<StoredObject?> StatAsync(string name, CancellationToken cancellationToken) => fixture.OwnStore.StatAsync(name, cancellationToken);

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => fixture.OwnStore.ListAsync(prefix, cancellationToken);

        public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) => fixture.OwnStore.ListFoldersAsync(prefix, cancellationToken);

        public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => fixture.OwnStore.DeleteAsync(name, cancellationToken);
    }

    internal sealed class SwitchableConfiguration : IConfigurationSource
    {
        public ActiveConfiguration? Current { get; private set; } = Active(Config(true));

        public void SetLogging(bool enabled) => Replace(Active(Config(enabled)));

        public void Set(Func<RouterConfig, RouterConfig> change) => Replace(Active(change(Current!.Config), Current.Credentials));

        public void SetDestinations(params DestinationEntry[] destinations) =>
            Replace(Active(Config(true) with { Broadcast = new() { Destinations = destinations } }, Current!.Credentials));

        public void SetSecrets(params (string File, string Value)[] secrets) =>
            Replace(Active(Current!.Config, new(secrets.ToDictionary(secret => secret.File, secret => secret.Value))));

        private void Replace(ActiveConfiguration next)
        {
            var replaced = Current!;
            Current = next;
            replaced.Supersede();
        }

        private static RouterConfig Config(bool logging) => new()
        {
            Workspace = new() { Name = "team-a", Id = "w-1", Region = "global" },
            InputOutputLogging = new() { Enabled = logging },
        };

        private static ActiveConfiguration Active(RouterConfig config, Credentials? credentials = null) =>
            new(config, "r", credentials ?? Credentials.None, Arrived);
    }
}
