namespace K8sRouter.Core.Storage;

/// <summary>What a row has more than a record: where its content is.</summary>
public static class SegmentRows
{
    /// <summary>Begins them. It can't occur within a string, where quotes are escaped.</summary>
    public static ReadOnlySpan<byte> ContentObjectProperty => ",\"content_object\":\""u8;

    /// <summary>Ends the object's name and begins the bucket's, where the content lies in another one than the row.</summary>
    public static ReadOnlySpan<byte> ContentBucketProperty => "\",\"content_bucket\":\""u8;

    /// <summary>The row without the place of its content, unchanged where it has none.</summary>
    /// <param name="row">A row without its line end.</param>
    public static byte[] WithoutContent(ReadOnlySpan<byte> row)
    {
        int at = row.LastIndexOf(ContentObjectProperty);
        return at < 0 ? row.ToArray() : [.. row[..at], (byte)'}'];
    }
}
