using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Controllers.Conditions;

/// <summary>Times as the API writes them: UTC, to the second, with a Z.</summary>
internal sealed class StatusTime : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
