using System.Text.Json.Nodes;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>A resumable upload that is under way.</summary>
internal sealed class GcsUploadSession
{
    public required GcsDoubleBucket Bucket { get; init; }

    public required string Name { get; init; }

    public required JsonObject Metadata { get; init; }

    public required GcsPreconditions Preconditions { get; init; }

    public string? KmsKeyName { get; init; }

    /// <summary>What the start said; null: nothing.</summary>
    public long? Length { get; init; }

    public MemoryStream Received { get; } = new();

    /// <summary>The finished object.</summary>
    public GcsDoubleObject? Done { get; set; }
}
