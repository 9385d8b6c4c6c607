namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>What a request asks the double for.</summary>
public enum GcsRequestKind
{
    Unknown,
    MultipartInsert,
    ResumableStart,
    ResumableChunk,
    ResumableQuery,
    Stat,
    Media,
    List,
    Delete,
    BucketGet,
    BucketPatch,
    BucketIam,
    Token,

    /// <summary>A token of another account, asked for with a token of one's own.</summary>
    Impersonation,
}
