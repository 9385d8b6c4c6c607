namespace K8sRouter.Core.Configuration;

/// <summary>
/// Names of the files in the volume that a sidecar mounts. The operator writes them, the sidecar reads them: both by these
/// constants, since a mismatch would look like a missing configuration.
/// </summary>
public static class ConfigFiles
{
    /// <summary>The link that is replaced atomically at every change, as in a Kubernetes projected volume.</summary>
    public const string DataLink = "..data";

    /// <summary>gzip of the canonical JSON of <see cref="RouterConfig"/>.</summary>
    public const string RouterConfig = "router-config.json.gz";

    /// <summary>The operator's signature: a <see cref="ConfigEnvelope"/>. Absent where nothing is signed.</summary>
    public const string Signature = "router-config.sig";

    /// <summary>32 bytes, base64: encrypts the keys of journal segments.</summary>
    public const string JournalKey = "journal-key";

    /// <summary>Prefix of earlier journal keys, kept through a rotation: <c>journal-key-previous-1</c>.</summary>
    public const string PreviousJournalKeyPrefix = "journal-key-previous-";

    /// <summary>32 bytes, base64: hashes user identities that providers require.</summary>
    public const string HashingKey = "hashing-key";

    /// <summary>32 bytes, base64: whoever has it may see a sidecar's details and end it, by its admin port.</summary>
    public const string AdminToken = "admin-token";

    /// <summary>Name of the file with a provider's credential.</summary>
    /// <param name="slug">The provider's slug.</param>
    public static string ProviderCredential(string slug) => $"provider-{slug}";

    /// <summary>The credential of the store of records.</summary>
    public const string RecordStoreCredential = "store-records";

    /// <summary>The credential of the store of logged content.</summary>
    public const string LoggingStoreCredential = "store-logging";

    /// <summary>The credential of the store of content that the platform may use.</summary>
    public const string DataUseStoreCredential = "store-data-use";

    /// <summary>The password of the server that gets events.</summary>
    public const string EventsCredential = "events-redis";

    /// <summary>Name of the file with a secret field of a destination.</summary>
    /// <param name="destination">Name of the destination.</param>
    /// <param name="field">Name of the field; characters that a Secret's key can't hold become <c>_</c>.</param>
    public static string DestinationSecret(string destination, string field) =>
        $"destination-{destination}-" + string.Concat(
            field.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_'));
}
