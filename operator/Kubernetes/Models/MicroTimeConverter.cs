using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>
/// Times of leases and events: RFC 3339 with exactly six decimals, which is the only form that the server takes for them.
/// </summary>
internal sealed class MicroTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Format(value));

    /// <summary>The text without quotation marks.</summary>
    public static string Format(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
