using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Kubernetes.Json;

/// <summary>
/// Annotations without the copy of the whole object that <c>kubectl apply</c> keeps among them: it would double every cache.
/// </summary>
/// <typeparam name="T">What a dictionary is known as.</typeparam>
internal sealed class AnnotationsConverter<T> : JsonConverter<T>
    where T : class, IEnumerable<KeyValuePair<string, string>>
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        var annotations = new Dictionary<string, string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(LastApplied))
            {
                reader.Read();
                reader.Skip();
                continue;
            }
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException();
            annotations[name] = reader.GetString()!;
        }
        return (T)(object)annotations;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value)
            writer.WriteString(name, text);
        writer.WriteEndObject();
    }
}
