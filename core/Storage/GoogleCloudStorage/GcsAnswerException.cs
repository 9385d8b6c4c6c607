using System.Net;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>The service refused, and another attempt doesn't mend it.</summary>
internal sealed class GcsAnswerException(HttpStatusCode status, GcsError error) : Exception($"HTTP {(int)status}")
{
    public HttpStatusCode Status { get; } = status;

    public GcsError Error { get; } = error;

    /// <summary>Whether the bucket is there and the object isn't.</summary>
    public bool IsMissingObject => Status == HttpStatusCode.NotFound && !Error.BucketMissing;
}
