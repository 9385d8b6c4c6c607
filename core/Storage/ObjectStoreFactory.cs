using K8sRouter.Core.Configuration;
using K8sRouter.Core.Google;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

namespace K8sRouter.Core.Storage;

/// <summary>
/// Opens buckets. Opening calls nobody: a bucket or credential that is no good shows at the first call, as
/// <see cref="ObjectStoreException"/>.
/// </summary>
public sealed class ObjectStoreFactory
{
    private readonly HttpMessageHandler _connection;
    private readonly GoogleAccessTokens _tokens;
    private readonly TimeProvider _clock;
    private readonly Uri _endpoint;
    private readonly bool _emulator;

    /// <summary>Makes a factory, to be shared by a process.</summary>
    /// <param name="connection">Made by <see cref="GcsHttp.CreateHandler"/>.</param>
    /// <param name="tokens">The process's access tokens.</param>
    /// <param name="clock">Drives timeouts and waits.</param>
    /// <param name="environment">Reads an environment variable: <c>STORAGE_EMULATOR_HOST</c> names an emulator.</param>
    /// <exception cref="ArgumentException">The environment names an emulator by no address.</exception>
    public ObjectStoreFactory(
        HttpMessageHandler connection, GoogleAccessTokens tokens, TimeProvider clock, Func<string, string?> environment)
    {
        (_connection, _tokens, _clock) = (connection, tokens, clock);
        _endpoint = GcsEndpoint.Find(environment);
        _emulator = GcsEndpoint.IsEmulatorSet(environment);
    }

    /// <summary>What is wrong with the environment, and what to write instead; null: nothing.</summary>
    /// <param name="environment">As of the constructor.</param>
    public static string? FindProblem(Func<string, string?> environment)
    {
        try
        {
            GcsEndpoint.Find(environment);
            return null;
        }
        catch (ArgumentException fault)
        {
            return fault.Message;
        }
    }

    internal GcsTuning Tuning { get; init; } = new();

    /// <summary>The store of a bucket.</summary>
    /// <param name="settings">Which one.</param>
    /// <param name="credentialJson">Text of the credential's file; null: the process's own identity. An emulator gets a token
    /// only of a credential whose tokens come from loopback.</param>
    public IObjectStore Open(StoreSettings settings, string? credentialJson) =>
        new GcsObjectStore(Transport(settings, credentialJson), settings.Bucket, settings.KmsKeyName);

    /// <summary>The settings of a bucket.</summary>
    /// <param name="settings">Which one.</param>
    /// <param name="credentialJson">As of <see cref="Open"/>.</param>
    public GcsBucketClient OpenBucket(StoreSettings settings, string? credentialJson) =>
        new(Transport(settings, credentialJson), settings.Bucket);

    private GcsTransport Transport(StoreSettings settings, string? credentialJson) => new(
        _connection, new(_tokens, credentialJson, _emulator), _endpoint, $"gs://{settings.Bucket}", Tuning, _clock);
}
