using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// Counts images and other media in a request by the types of its parts, without building a document: a quote within a JSON
/// string is escaped, so that what a prompt merely talks about isn't counted.
/// </summary>
internal static class MediaParts
{
    private static readonly byte[][] OpenAI =
    [
        [.. "\"image_url\""u8], [.. "\"input_image\""u8], [.. "\"input_audio\""u8], [.. "\"input_file\""u8], [.. "\"file\""u8],
        [.. "\"video_url\""u8],
    ];

    /// <summary>A source within such a part may be of type file: the part is counted, not its source.</summary>
    private static readonly byte[][] Anthropic = [[.. "\"image\""u8], [.. "\"document\""u8]];

    private static ReadOnlySpan<byte> TypeName => "\"type\""u8;

    public static int Count(string api, ReadOnlySpan<byte> body)
    {
        var types = api == GenerationApis.Messages ? Anthropic : OpenAI;
        int count = 0;
        for (int at = body.IndexOf(TypeName); at >= 0; at = body.IndexOf(TypeName))
        {
            body = WithoutSpace(body[(at + TypeName.Length)..]);
            if (body.IsEmpty || body[0] != (byte)':')
                continue;
            body = WithoutSpace(body[1..]);
            foreach (byte[] type in types)
            {
                if (body.StartsWith(type))
                    count++;
            }
        }
        return count;
    }

    private static ReadOnlySpan<byte> WithoutSpace(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8);
}
