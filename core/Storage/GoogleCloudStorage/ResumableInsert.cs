using System.Net;
using System.Runtime.ExceptionServices;
using Google.Apis.Storage.v1;
using Google.Apis.Upload;
using Google.Cloud.Storage.V1;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// Writes an object in chunks, by Google's uploader: after a fault it learns from the service how far it is, and goes on from
/// there. A session that is gone is begun anew.
/// </summary>
internal sealed class ResumableInsert(GcsTransport transport, string bucket, string? kmsKeyName)
{
    private const int MaxSessions = 3;
    private const int MaxIdleChunks = 8;

    public async Task SendAsync(GcsUpload upload, CancellationToken cancellationToken)
    {
        for (int begun = 0; begun < MaxSessions; begun++)
        {
            if (await TrySendAsync(upload, cancellationToken))
                return;
        }
        throw GcsFaults.Unavailable(
            transport.Place, GcsActions.Write, "its upload sessions don't last", MaxSessions, HttpStatusCode.Gone, null);
    }

    /// <summary>Uploads in one session; false: the session is gone.</summary>
    private async Task<bool> TrySendAsync(GcsUpload upload, CancellationToken cancellationToken)
    {
        await using var source = new SourceStream(upload.Content);
        ObjectsResource.InsertMediaUpload? uploader = null;
        bool begun = false;
        return await transport.RunAsync(
            GcsActions.Write,
            async attempt =>
            {
                uploader ??= Uploader(upload, source, () => begun = true);
                // Without a session it begins one.
                var progress = await uploader.ResumeAsync(attempt.Token);
                var fault = progress.Exception is AggregateException { InnerException: { } inner } ? inner : progress.Exception;
                if (begun && fault is GcsAnswerException { Status: HttpStatusCode.NotFound or HttpStatusCode.Gone })
                    return false;
                if (fault is not null)
                    ExceptionDispatchInfo.Throw(fault);
                GcsObjects.CheckStored(uploader.ResponseBody, upload);
                return true;
            },
            cancellationToken);
    }

    private ObjectsResource.InsertMediaUpload Uploader(GcsUpload upload, SourceStream source, Action begun)
    {
        var uploader = transport.Client.CreateObjectUploader(
            GcsObjects.Describe(upload, bucket),
            source,
            new()
            {
                ChunkSize = transport.Tuning.ChunkBytes,
                IfGenerationMatch = upload.IfGeneration,
                KmsKeyName = kmsKeyName,
                // The service compares the bytes with the checksum in the metadata.
                UploadValidationMode = UploadValidationMode.None,
            });
        uploader.Name = upload.Name;
        uploader.Fields = GcsObjects.UploadFields;
        uploader.UploadSessionData += _ =>
        {
            begun();
            GcsAttempt.Current?.Advance();
        };
        Follow(uploader);
        return uploader;
    }

    /// <summary>An upload that moves isn't given up, and one that doesn't is.</summary>
    private void Follow(ResumableUpload uploader)
    {
        long received = 0;
        int idle = 0;
        uploader.ProgressChanged += progress =>
        {
            if (progress.BytesSent > received)
            {
                (received, idle) = (progress.BytesSent, 0);
                GcsAttempt.Current?.Advance();
            }
            else if (progress.Status == UploadStatus.Uploading && ++idle == MaxIdleChunks)
            {
                throw GcsFaults.Unavailable(
                    transport.Place, GcsActions.Write, "its upload doesn't move on", MaxIdleChunks,
                    HttpStatusCode.PermanentRedirect, null);
            }
        };
    }
}
