using K8sRouter.Core.Configuration;
using K8sRouter.Core.Google;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;
using K8sRouter.Testing;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

/// <summary>A store over the double, with short times.</summary>
internal sealed class GcsFixture : IAsyncLifetime
{
    public const string Bucket = "team-a-prompts";

    private readonly HttpMessageHandler _connection = GcsHttp.CreateHandler();

    /// <summary>Back-off in no time.</summary>
    public static GcsTuning Quick { get; } = new()
    {
        FirstBackOff = TimeSpan.FromMilliseconds(1),
        LongestBackOff = TimeSpan.FromMilliseconds(4),
    };

    /// <summary>Times that only the test's own clock lets pass.</summary>
    public static GcsTuning Patient { get; } = new()
    {
        AttemptTimeout = TimeSpan.FromDays(1),
        StallTimeout = TimeSpan.FromDays(1),
    };

    public GcsDouble Service { get; private set; } = null!;

    public IObjectStore Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Service = await GcsDouble.StartAsync(Bucket);
        Store = Open();
    }

    public async Task DisposeAsync()
    {
        _connection.Dispose();
        await Service.DisposeAsync();
    }

    public IObjectStore Open(
        GcsTuning? tuning = null, string? credentialJson = null, TimeProvider? clock = null, string? kmsKeyName = null,
        string bucket = Bucket) =>
        Factory(tuning, clock).Open(new() { Bucket = bucket, KmsKeyName = kmsKeyName }, credentialJson);

    public GcsBucketClient OpenBucket(string bucket = Bucket) =>
        Factory(null, null).OpenBucket(new() { Bucket = bucket }, null);

    private ObjectStoreFactory Factory(GcsTuning? tuning, TimeProvider? clock) =>
        new(_connection, new(clock ?? TimeProvider.System, Service.Environment), clock ?? TimeProvider.System, Service.Environment)
        {
            Tuning = tuning ?? Quick,
        };
}
