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
using K8sRouter.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>What the tests of sinks need: folders, a clock, a configuration to switch, generations.</summary>
internal sealed class SinkFixture : IDisposable
{
    public static readonly DateTimeOffset Arrived = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k8srouter-sinks-");
    private readonly Meter _meter = new("k8srouter");

    public SinkFixture() => Store = new(StoreFolder);

    public string StoreFolder => Path.Combine(_folder.FullName, "store");

    public string SpoolFolder => Path.Combine(_folder.FullName, "spool");

    public FolderObjectStore Store { get; }

    public ManualTimeProvider Clock { get; } = new();

    public SwitchableConfiguration Configuration { get; } = new();

    public SinkMetrics Metrics => new(_meter);

    public StoreReader Reader => new(Store, new() { Prefix = "k8srouter", Workspace = "team-a", WorkspaceId = "w-1" });

    /// <summary>Objects of the store, by the last part of their names.</summary>
    public string[] Objects(string kind) => Directory.Exists(StoreFolder)
        ? [.. Directory.EnumerateFiles(StoreFolder, "*", SearchOption.AllDirectories)
            .Where(file => file.Contains($"/{kind}/", StringComparison.Ordinal) && !file.EndsWith(".meta.json", StringComparison.Ordinal)).Order()]
        : [];

    public SinkProgress Progress(string name) => new(name, Metrics, Clock, NullLogger.Instance);

    public SegmentSink Segments(IObjectStore? store = null, SinkOptions? options = null, SinkProgress? progress = null) => new(
        store ?? Store, "k8srouter", new SegmentSpool(SpoolFolder), Configuration, progress ?? Progress("segments"), options ?? new(), Clock, NullLogger.Instance);

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

    internal sealed class SwitchableConfiguration : IConfigurationSource
    {
        public ActiveConfiguration? Current { get; private set; } = Active(Config(true));

        public void SetLogging(bool enabled) => Current = Active(Config(enabled));

        public void SetDestinations(params DestinationEntry[] destinations) =>
            Current = Active(Config(true) with { Broadcast = new() { Destinations = destinations } }, Current!.Credentials);

        public void SetSecrets(params (string File, string Value)[] secrets) =>
            Current = Active(Current!.Config, new(secrets.ToDictionary(secret => secret.File, secret => secret.Value)));

        private static RouterConfig Config(bool logging) => new()
        {
            Workspace = new() { Name = "team-a", Id = "w-1", Region = "global" },
            InputOutputLogging = new() { Enabled = logging },
        };

        private static ActiveConfiguration Active(RouterConfig config, Credentials? credentials = null) =>
            new(config, "r", credentials ?? Credentials.None, Arrived);
    }
}
