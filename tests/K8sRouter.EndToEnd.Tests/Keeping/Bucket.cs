using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Google;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>A bucket of a strict double of Google Cloud Storage, and the manifests of a workspace that keeps things there.</summary>
internal sealed class Bucket : IAsyncDisposable
{
    public const string Name = "team-a-prompts";
    public const string OfTheEurope = "team-a-europe";
    public const string OfThePlatform = "platform-use";

    private readonly HttpMessageHandler _connection = GcsHttp.CreateHandler();

    private Bucket(GcsDouble service) => Service = service;

    public GcsDouble Service { get; }

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["STORAGE_EMULATOR_HOST"] = Service.Host };

    public static async Task<Bucket> StartAsync()
    {
        var service = await GcsDouble.StartAsync(Name, OfTheEurope, OfThePlatform);
        service.RequireToken = true;
        return new(service);
    }

    /// <summary>A bucket in the policy's words.</summary>
    public static string Yaml(string bucket = Name, string location = "Global") =>
        "{location: " + location + ", gcs: {bucket: " + bucket + ", credentials: {name: gcs-writer, key: key.json}}}";

    /// <summary>The Secret with what may write there.</summary>
    /// <param name="credential">Text of a credential's file; null: the key of a service account.</param>
    public string SecretYaml(string? credential = null) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata:
          name: gcs-writer
          namespace: team-a
          labels: {k8srouter.io/use: store}
        stringData: {key.json: {{JsonSerializer.Serialize(credential ?? Service.ServiceAccountJson())}} }
        """;

    /// <summary>The store as another program sees it, with the same credential.</summary>
    public IObjectStore Open(string bucket = Name) => new ObjectStoreFactory(
        _connection, new GoogleAccessTokens(TimeProvider.System, Service.Environment), TimeProvider.System, Service.Environment)
        .Open(new StoreSettings { Bucket = bucket }, Service.ServiceAccountJson());

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _connection.Dispose();
    }
}
