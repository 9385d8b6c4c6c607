using Google.Apis.Http;
using Google.Apis.Storage.v1;
using Google.Cloud.Storage.V1;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// Makes Google's own client over a handler of ours, with everything switched off in it that <see cref="GcsTransport"/> and
/// <see cref="GcsHandler"/> decide: retries, redirects, timeouts, compression.
/// </summary>
internal static class GcsClient
{
    public static StorageClient Create(Uri endpoint, HttpMessageHandler handler)
    {
        var service = new StorageService(new()
        {
            ApplicationName = "K8sRouter",
            BaseUri = new Uri(endpoint, "storage/v1/").ToString(),
            HttpClientFactory = new Factory(handler),
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
            // Checksums are of the stored bytes.
            GZipEnabled = false,
            // Else a long name turns a GET into a POST.
            MaxUrlLength = 0,
        });
        service.HttpClient.Timeout = Timeout.InfiniteTimeSpan;
        service.HttpClient.MessageHandler.NumTries = 1;
        service.HttpClient.MessageHandler.FollowRedirect = false;
        return new StorageClientImpl(service);
    }

    private sealed class Factory(HttpMessageHandler handler) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => handler;
    }
}
