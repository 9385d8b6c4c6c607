using System.Net;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>An attempt failed and another one may not.</summary>
internal sealed class GcsTransientException(string reason, HttpStatusCode? status = null, TimeSpan? retryAfter = null)
    : Exception(reason)
{
    public HttpStatusCode? Status { get; } = status;

    /// <summary>When the service wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
