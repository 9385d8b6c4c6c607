using System.Net;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>What an answer that isn't success means, and what to do about it.</summary>
internal static class GcsFaults
{
    private const string Write = "For a sidecar grant roles/storage.objectCreator and the permission storage.objects.get; "
        + "for the operator's commands also those to list, to delete and to read the bucket.";

    /// <summary>The service's reasons to refuse what the caller has the right to.</summary>
    private static readonly Dictionary<string, string> Refusals = new(StringComparer.Ordinal)
    {
        ["retentionPolicyNotMet"] = "the bucket's retention policy keeps the object; wait until its time is over",
        ["objectUnderActiveHold"] = "the object is under a hold; release it first",
        ["cloudKmsDisabledKey"] = "the encryption key is disabled or destroyed; enable it or name another",
        ["cloudKmsBadKey"] = "the encryption key can't be used; check kmsKeyName",
        ["cloudKmsEncryptionKeyNotFound"] = "the encryption key isn't there; check kmsKeyName",
        ["cloudKmsDecryptionKeyNotFound"] = "the key that the object is encrypted with isn't there; restore it",
        ["cloudKmsKeyLocationNotAllowed"] = "the encryption key lies in another location than the bucket; name one that doesn't",
        ["orgPolicyConstraintFailed"] = "a constraint of the organization forbids it; ask its administrator",
        ["userProjectMissing"] = "the requester pays for this bucket, which isn't supported; turn that off",
    };

    /// <summary>403s that are a quota's and pass.</summary>
    private static readonly HashSet<string> Quotas = ["rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"];

    /// <summary>Whether to try again: the service's own table, and quotas.</summary>
    public static bool IsPassing(HttpStatusCode status, GcsError error) =>
        (int)status is 408 or 429 or >= 500
        || (status == HttpStatusCode.Forbidden && error.Reason is not null && Quotas.Contains(error.Reason));

    /// <summary>Whether all calls should slow down.</summary>
    public static bool IsBusy(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.Forbidden;

    /// <summary>The fault for an answer that trying again doesn't mend.</summary>
    /// <param name="place">The bucket, for people.</param>
    /// <param name="action">What was attempted: <c>write an object</c>.</param>
    /// <param name="status">Status of the answer.</param>
    /// <param name="error">Its body.</param>
    public static ObjectStoreException Of(string place, string action, HttpStatusCode status, GcsError error)
    {
        int code = (int)status;
        string start = $"{place}: can't {action} (HTTP {code}): ";
        if (error.Reason is not null && Refusals.TryGetValue(error.Reason, out string? refusal))
            return new(StoreFault.Refused, $"{start}{refusal}.", code);
        return code switch
        {
            401 => new(
                StoreFault.Forbidden,
                start + "the access token is refused. Check that the credential belongs to an account that is enabled.", code),
            403 => new(StoreFault.Forbidden, $"{start}the credential has no right to. {Write}", code),
            404 => new(StoreFault.Missing, start + "the bucket isn't there. Create it, or correct its name in the policy.", code),
            412 => new(StoreFault.Refused, start + "it was changed meanwhile. Look at it again.", code),
            _ => new(
                StoreFault.Refused,
                start + "the service doesn't accept the request. Check the names of the bucket and of the encryption key.", code),
        };
    }

    /// <summary>The fault of a bucket's name that the library doesn't send.</summary>
    public static ObjectStoreException OfName(string place, string action) => new(
        StoreFault.Refused, $"{place}: can't {action}: no bucket can have that name. Correct it where it is named.");

    /// <summary>The fault of a credential.</summary>
    public static ObjectStoreException OfCredential(string place, string action, string reason) => new(
        StoreFault.Forbidden, $"{place}: can't {action}: {reason}. Mend the credential that the store names, or bind the "
        + "pod's service account to one that may use the bucket.");

    /// <summary>The fault after the last attempt.</summary>
    public static ObjectStoreException Unavailable(
        string place, string action, string reason, int attempts, HttpStatusCode? status, TimeSpan? retryAfter) => new(
        StoreFault.Unavailable,
        $"{place}: can't {action}: {reason}; attempts: {attempts}. "
            + "Google Cloud Storage is busy or out of reach: try again later.",
        (int?)status, retryAfter);
}
