using Google.Cloud.Storage.V1;
using Object = Google.Apis.Storage.v1.Data.Object;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// Writes an object by one request with its metadata and its bytes: half the round trips of a resumable upload, which is the
/// only kind that the library has a call for.
/// </summary>
internal sealed class MultipartInsert(GcsTransport transport, string bucket, string? kmsKeyName)
{
    public Task SendAsync(GcsUpload upload, CancellationToken cancellationToken) => transport.RunAsync(
        GcsActions.Write,
        async attempt =>
        {
            var service = transport.Client.Service;
            using var request = Request(transport.Client, upload);
            using var response = await service.HttpClient.SendAsync(request, attempt.Token);
            var stored = await service.DeserializeResponse<Object>(response);
            GcsObjects.CheckStored(stored, upload);
            return stored;
        },
        cancellationToken);

    private HttpRequestMessage Request(StorageClient client, GcsUpload upload)
    {
        var insert = client.Service.Objects.Insert(GcsObjects.Describe(upload, bucket), bucket);
        insert.Name = upload.Name;
        insert.IfGenerationMatch = upload.IfGeneration;
        insert.KmsKeyName = kmsKeyName;
        insert.Fields = GcsObjects.UploadFields;
        insert.UploadType = "multipart";
        var request = insert.CreateRequest();
        request.RequestUri = new(request.RequestUri!, "/upload" + request.RequestUri!.PathAndQuery);
        var bytes = new StreamContent(new SourceStream(upload.Content));
        bytes.Headers.TryAddWithoutValidation("Content-Type", upload.Properties.ContentType);
        request.Content = new MultipartContent("related") { request.Content!, bytes };
        return request;
    }
}
