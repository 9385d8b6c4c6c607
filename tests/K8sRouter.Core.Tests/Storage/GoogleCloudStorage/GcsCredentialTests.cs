using K8sRouter.Core.Storage;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

public sealed class GcsCredentialTests : IAsyncLifetime
{
    private readonly GcsFixture _gcs = new();

    public async Task InitializeAsync()
    {
        await _gcs.InitializeAsync();
        _gcs.Service.RequireToken = true;
    }

    public Task DisposeAsync() => _gcs.DisposeAsync();

    [Fact]
    public async Task A_token_is_fetched_once_and_sent_with_every_request()
    {
        var store = _gcs.Open(credentialJson: _gcs.Service.ServiceAccountJson());

        await GcsWriteTests.PutAsync(store, "a", 1);
        await store.StatAsync("a", default);

        Assert.Equal(1, _gcs.Service.Count(GcsRequestKind.Token));
        Assert.All(_gcs.Service.Requests.Where(request => request.Kind != GcsRequestKind.Token), request => Assert.True(request.HasToken));
    }

    [Fact]
    public async Task A_token_that_is_refused_is_replaced_once()
    {
        var store = _gcs.Open(credentialJson: _gcs.Service.ServiceAccountJson());
        await GcsWriteTests.PutAsync(store, "a", 1);
        _gcs.Service.RefuseTokens();

        Assert.Equal(PutResult.Created, await GcsWriteTests.PutAsync(store, "b", 1));

        Assert.Equal(2, _gcs.Service.Count(GcsRequestKind.Token));
    }

    [Fact]
    public async Task A_resumable_upload_survives_the_end_of_its_token()
    {
        var store = _gcs.Open(GcsWriteTests.Small, _gcs.Service.ServiceAccountJson());
        _gcs.Service.Faults.Next(
            request =>
            {
                if (request.Kind != GcsRequestKind.ResumableChunk || _gcs.Service.Count(GcsRequestKind.ResumableChunk) != 2)
                    return false;
                _gcs.Service.RefuseTokens();
                return true;
            },
            null);

        Assert.Equal(PutResult.Created, await GcsWriteTests.PutAsync(store, "a", 2 << 20));
        Assert.Equal(2, _gcs.Service.Count(GcsRequestKind.Token));
    }

    [Fact]
    public async Task A_new_token_that_is_refused_too_is_forbidden()
    {
        _gcs.Service.Faults.Always(request => request.Kind == GcsRequestKind.Token ? null : GcsFault.Status(401, "authError"));

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(
            () => GcsWriteTests.PutAsync(_gcs.Open(credentialJson: _gcs.Service.ServiceAccountJson()), "a", 1));

        Assert.Equal((StoreFault.Forbidden, 401), (fault.Fault, fault.Status!.Value));
        Assert.Equal((2, 2), (_gcs.Service.Count(GcsRequestKind.Token), _gcs.Service.Count(GcsRequestKind.MultipartInsert)));
    }

    [Theory]
    [InlineData("{\"type\":\"service_account\",\"private_key\":\"canary\",\"client_email\":\"canary\"}")]
    [InlineData("{\"type\":\"canary\"}")]
    [InlineData("canary")]
    [InlineData("")]
    public async Task A_credential_that_is_none_shows_at_the_first_call(string json)
    {
        using var client = new NoNetwork();
        var store = new ObjectStoreFactory(client, new(TimeProvider.System, _ => null), TimeProvider.System, _ => null)
            .Open(new() { Bucket = GcsFixture.Bucket }, json);

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => GcsWriteTests.PutAsync(store, "a", 1));

        Assert.Equal(StoreFault.Forbidden, fault.Fault);
        Assert.StartsWith("gs://team-a-prompts: can't write an object: Google gave no access token (", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{\"type\":\"service_account\",\"token_uri\":\"https://oauth2.googleapis.com/token\"}")]
    [InlineData("{\"type\":\"service_account\"}")]
    [InlineData("no json")]
    public async Task An_emulator_never_gets_a_real_token(string? credentialJson)
    {
        _gcs.Service.RequireToken = false;

        await GcsWriteTests.PutAsync(_gcs.Open(credentialJson: credentialJson), "a", 1);

        Assert.False(Assert.Single(_gcs.Service.Requests).HasToken);
    }

    [Fact]
    public async Task A_token_endpoint_out_of_order_makes_the_store_unavailable()
    {
        _gcs.Service.Faults.Always(request => request.Kind == GcsRequestKind.Token ? GcsFault.Status(500) : null);

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(
            () => GcsWriteTests.PutAsync(_gcs.Open(GcsFixture.Quick with { Attempts = 1 }, _gcs.Service.ServiceAccountJson()), "a", 1));

        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.Contains("Google gave no access token (it is out of order); attempts: 1.", fault.Message, StringComparison.Ordinal);
    }

    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("A request was sent without a token.");
    }
}
