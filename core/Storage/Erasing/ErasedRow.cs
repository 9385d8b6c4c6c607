using System.Text.Json;

namespace K8sRouter.Core.Storage.Erasing;

/// <summary>Makes a row say that it was erased. All that remains is byte for byte as it was.</summary>
internal static class ErasedRow
{
    private static ReadOnlySpan<byte> Mark => "\"erased\":true"u8;

    /// <summary>Writes the row without a line end.</summary>
    /// <param name="row">A row that is a JSON object.</param>
    /// <param name="target">Takes it.</param>
    public static void Write(ReadOnlySpan<byte> row, Stream target)
    {
        var reader = new Utf8JsonReader(row);
        reader.Read();
        byte separator = (byte)'{';
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int start = (int)reader.TokenStartIndex;
            bool dropped = PersonalFields.Contains(ref reader) || reader.ValueTextEquals("erased"u8);
            reader.Read();
            reader.Skip();
            if (!dropped)
                Add(row[start..(int)reader.BytesConsumed], ref separator, target);
        }
        Add(Mark, ref separator, target);
        target.WriteByte((byte)'}');
    }

    private static void Add(ReadOnlySpan<byte> property, ref byte separator, Stream target)
    {
        target.WriteByte(separator);
        target.Write(property);
        separator = (byte)',';
    }
}
