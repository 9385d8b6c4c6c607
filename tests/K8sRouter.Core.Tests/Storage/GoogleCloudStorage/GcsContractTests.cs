using K8sRouter.Core.Storage;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

public sealed class GcsContractTests : ObjectStoreContract, IAsyncLifetime
{
    private readonly GcsFixture _gcs = new();

    protected override IObjectStore Store => _gcs.Store;

    protected override IEnumerable<string> Stored => _gcs.Service.Objects.Select(item => item.Name);

    public Task InitializeAsync() => _gcs.InitializeAsync();

    public Task DisposeAsync() => _gcs.DisposeAsync();
}
