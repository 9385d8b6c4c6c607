namespace K8sRouter.Core.Storage.Verifying;

/// <summary>A content that a row names.</summary>
internal readonly record struct NamedContent(
    string Id, string? Bucket, string ContentObject, long Offset, int Length, bool Erased);
