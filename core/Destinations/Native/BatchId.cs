using System.Security.Cryptography;
using System.Text;

namespace K8sRouter.Core.Destinations.Native;

/// <summary>An id made from a batch's generations: the same batch sent again has the same one.</summary>
internal static class BatchId
{
    public static Guid Of(IReadOnlyList<TracedGeneration> batch)
    {
        // A batch of nothing only tests a connection: what was answered to the last test must not answer this one.
        if (batch.Count == 0)
            return Guid.NewGuid();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var generation in batch)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(generation.Record.Id));
            hash.AppendData("\n"u8);
        }
        return new(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
