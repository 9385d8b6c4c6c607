using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Storage.Reading;

/// <summary>Makes a generation out of a row.</summary>
internal static class StoredRow
{
    /// <summary>False: the row is damaged, or nobody's.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> row, StorePosition position, [NotNullWhen(true)] out StoredGeneration? generation)
    {
        generation = null;
        try
        {
            var record = JsonSerializer.Deserialize(row, GenerationRecordJson.Default.GenerationRecord);
            if (!GenerationIds.TryParse(record?.Id, out _, out _))
                return false;
            generation = WithPlace(row, new() { Record = record!, Position = position });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The row's fields that are none of the record's.</summary>
    private static StoredGeneration WithPlace(ReadOnlySpan<byte> row, StoredGeneration generation)
    {
        string? contentObject = null, bucket = null;
        long offset = 0;
        int length = 0;
        bool erased = false;
        var reader = new Utf8JsonReader(row);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader);
            reader.Read();
            switch (field)
            {
                case Field.Object when reader.TokenType == JsonTokenType.String:
                    contentObject = reader.GetString();
                    break;
                case Field.Bucket when reader.TokenType == JsonTokenType.String:
                    bucket = reader.GetString();
                    break;
                case Field.Offset when reader.TokenType == JsonTokenType.Number:
                    _ = reader.TryGetInt64(out offset);
                    break;
                case Field.Length when reader.TokenType == JsonTokenType.Number:
                    _ = reader.TryGetInt32(out length);
                    break;
                case Field.Erased:
                    erased = reader.TokenType == JsonTokenType.True;
                    break;
            }
            reader.Skip();
        }
        return generation with
        {
            ContentObject = contentObject,
            ContentBucket = bucket,
            ContentOffset = offset,
            ContentLength = length,
            Erased = erased,
        };
    }

    private static Field FieldOf(ref Utf8JsonReader reader) => reader switch
    {
        _ when reader.ValueTextEquals("content_object"u8) => Field.Object,
        _ when reader.ValueTextEquals("content_bucket"u8) => Field.Bucket,
        _ when reader.ValueTextEquals("content_offset"u8) => Field.Offset,
        _ when reader.ValueTextEquals("content_length"u8) => Field.Length,
        _ when reader.ValueTextEquals("erased"u8) => Field.Erased,
        _ => Field.Other,
    };

    private enum Field
    {
        Other,
        Object,
        Bucket,
        Offset,
        Length,
        Erased,
    }
}
