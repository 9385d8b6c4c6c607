using System.Text.Encodings.Web;
using System.Text.Json;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// What the router puts in the place of the provider's own names and numbers: JSON strings, made once an attempt.
/// </summary>
internal sealed class AnswerIdentity(
    string generationId, string model, string provider, long createdAt, EndpointPricing? pricing, decimal discount, bool isByok)
{
    public string GenerationId { get; } = generationId;

    /// <summary><see cref="GenerationId"/> as a JSON string.</summary>
    public byte[] IdJson { get; } = Quote(generationId);

    /// <summary>The model as the caller named it, as a JSON string.</summary>
    public byte[] ModelJson { get; } = Quote(model);

    /// <summary>The provider's name as a JSON string.</summary>
    public byte[] ProviderJson { get; } = Quote(provider);

    /// <summary>Unix seconds, where the provider's answer has none.</summary>
    public long CreatedAt { get; } = createdAt;

    public EndpointPricing? Pricing { get; } = pricing;

    /// <summary>Share of the price that the workspace doesn't pay.</summary>
    public decimal Discount { get; } = discount;

    public bool IsByok { get; } = isByok;

    private static byte[] Quote(string text)
    {
        var encoded = JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        var quoted = new byte[encoded.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        encoded.CopyTo(quoted.AsSpan(1));
        return quoted;
    }
}
