namespace K8sRouter.Core.Generations;

/// <summary>Why an attempt didn't serve: a closed set, also the label of a metric.</summary>
public static class AttemptFailures
{
    /// <summary>No connection, or it broke before headers.</summary>
    public const string Connect = "connect";

    /// <summary>No headers in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>A status of 400 and above.</summary>
    public const string Status = "status";

    /// <summary>Status 200 with an empty, HTML or otherwise unusable body.</summary>
    public const string InvalidResponse = "invalid_response";

    /// <summary>One event of a stream, or an answer that had to be held, was larger than the router takes.</summary>
    public const string TooLarge = "too_large";

    /// <summary>An event or an answer that had to be held found no room in the router's memory beside others.</summary>
    public const string NoMemory = "no_memory";

    /// <summary>The connection broke, or the provider reported an error, after the first byte went to the caller.</summary>
    public const string MidStream = "mid_stream";

    /// <summary>The provider's credential is missing or could not be made.</summary>
    public const string Credential = "credential";

    /// <summary>The current configuration no longer allows the endpoint: it was not called.</summary>
    public const string PolicyChanged = "policy_changed";

    /// <summary>The caller went away.</summary>
    public const string Cancelled = "cancelled";
}
