using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Kubernetes.Json;

/// <summary>
/// Of an object's writers those that wrote values of a ConfigMap or a Secret: all others, and the lists of fields, would only
/// fill every cache. Never sent: the server keeps them.
/// </summary>
/// <typeparam name="TList">What a list of them is known as.</typeparam>
/// <typeparam name="TEntry">A writer.</typeparam>
/// <param name="create">Makes one of its name, its operation and the time.</param>
internal sealed class DataManagersConverter<TList, TEntry>(Func<string?, string?, DateTimeOffset?, TEntry> create)
    : JsonConverter<TList>
    where TList : class, IEnumerable<TEntry>
{
    public override TList? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        List<TEntry>? entries = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var (entry, ownsData) = ReadEntry(ref reader);
            if (ownsData)
                (entries ??= new(1)).Add(entry);
        }
        return (TList?)(object?)entries;
    }

    public override void Write(Utf8JsonWriter writer, TList value, JsonSerializerOptions options) =>
        throw new NotSupportedException();

    private (TEntry Entry, bool OwnsData) ReadEntry(ref Utf8JsonReader reader)
    {
        string? manager = null;
        string? operation = null;
        DateTimeOffset? time = null;
        var ownsData = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isManager = reader.ValueTextEquals("manager"u8);
            var isOperation = reader.ValueTextEquals("operation"u8);
            var isTime = reader.ValueTextEquals("time"u8);
            var isFields = reader.ValueTextEquals("fieldsV1"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && (isManager || isOperation))
            {
                // The same few names stand at every object.
                var text = string.Intern(reader.GetString()!);
                (manager, operation) = isManager ? (text, operation) : (manager, text);
            }
            else if (isTime && reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var at))
            {
                time = at;
            }
            else if (isFields && reader.TokenType == JsonTokenType.StartObject)
            {
                ownsData = HasData(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
        return (create(manager, operation, time), ownsData);
    }

    private static bool HasData(ref Utf8JsonReader reader)
    {
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            found |= reader.ValueTextEquals("f:data"u8) || reader.ValueTextEquals("f:binaryData"u8);
            reader.Read();
            reader.Skip();
        }
        return found;
    }
}
