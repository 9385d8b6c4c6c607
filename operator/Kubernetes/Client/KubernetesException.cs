using System.Net;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>
/// The server refused, or couldn't be reached. The text names verb, resource and object and the server's reason, never a body
/// that was sent.
/// </summary>
internal sealed class KubernetesException : Exception
{
    /// <summary>Reason of ours: the server sent an object that isn't as our types say.</summary>
    public const string UnreadableObjectReason = "UnreadableObject";

    public KubernetesException(string message, HttpStatusCode? statusCode, string? reason, Exception? inner = null)
        : base(message, inner)
    {
        StatusCode = statusCode;
        Reason = reason;
    }

    /// <summary>The answer's status; null: there was no answer.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>The server's reason, such as <c>Conflict</c>, <c>AlreadyExists</c>, <c>Expired</c>; null: it gave none.</summary>
    public string? Reason { get; }

    /// <summary>How long the server asks to wait; null: it didn't.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// List again: the resource version is older than what the server still knows, or the watch came to an object that can't be
    /// read, which a list leaves out and names.
    /// </summary>
    public bool IsExpired => StatusCode == HttpStatusCode.Gone || Reason is "Expired" or "Gone" or UnreadableObjectReason;

    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>There is no object of that name; its kind is served.</summary>
    public bool IsObjectMissing { get; init; }

    /// <summary>Somebody else wrote in between, or owns the field.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && Reason != "AlreadyExists";

    public bool IsAlreadyExists => StatusCode == HttpStatusCode.Conflict && Reason == "AlreadyExists";

    public bool IsForbidden => StatusCode == HttpStatusCode.Forbidden;

    /// <summary>The namespace is being deleted: nothing new can be made in it.</summary>
    public bool IsNamespaceTerminating { get; init; }
}
