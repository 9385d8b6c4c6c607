using K8sRouter.Core.Configuration;
using K8sRouter.Core.Google;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

namespace K8sRouter.Operator.Commands.Logs.Stores;

/// <summary>Opens places. Nothing is asked of them yet: faults show at the first use.</summary>
internal sealed class StoreOpener(TimeProvider time, Func<string, string?> environment) : IDisposable
{
    private readonly HttpMessageHandler _connection = GcsHttp.CreateHandler();
    private ObjectStoreFactory? _factory;

    public IObjectStore Open(StorePlace place) =>
        place.Folder is { } folder ? new FolderObjectStore(folder) : Open(place.Bucket!, place.Credential);

    public IObjectStore Open(StoreSettings bucket, string? credential) => Factory.Open(bucket, credential);

    public GcsBucketClient OpenBucket(StorePlace place) => Factory.OpenBucket(place.Bucket!, place.Credential);

    public void Dispose() => _connection.Dispose();

    private ObjectStoreFactory Factory => _factory ??= CreateFactory();

    private ObjectStoreFactory CreateFactory() => ObjectStoreFactory.FindProblem(environment) is { } problem
        ? throw CommandException.Usage(problem)
        : new ObjectStoreFactory(_connection, new GoogleAccessTokens(time, environment), time, environment);
}
