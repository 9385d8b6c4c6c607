using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>What we read of an error's body: its reason, and whether the bucket is missing. Its text goes nowhere.</summary>
/// <param name="Reason">The first error's reason; null: none was given.</param>
/// <param name="BucketMissing">Whether the bucket, not the object, isn't there: only the message tells.</param>
internal sealed record GcsError(string? Reason, bool BucketMissing)
{
    private const string BucketMessage = "bucket does not exist";

    /// <param name="body">JSON; for a media request plain text.</param>
    public static GcsError Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var error = JsonElement.Parse(body.Span).Get("error");
            return new(
                error.Get("errors").First().Get("reason").Text(),
                error.Get("message").Text()?.Contains(BucketMessage, StringComparison.OrdinalIgnoreCase) ?? false);
        }
        catch (JsonException)
        {
            return new(null, Encoding.UTF8.GetString(body.Span).Contains(BucketMessage, StringComparison.OrdinalIgnoreCase));
        }
    }
}
