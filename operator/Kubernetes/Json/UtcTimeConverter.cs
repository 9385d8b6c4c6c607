using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Kubernetes.Json;

/// <summary>Times of the library's models, which it keeps in UTC.</summary>
/// <param name="format">How they are written.</param>
internal sealed class UtcTimeConverter(string format) : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture));
}
