using System.IO.Compression;
using System.Text;

namespace K8sRouter.Core.Tests.Destinations.Vendors;

/// <summary>A request as it arrived, at the address that it was meant for.</summary>
internal sealed record Received(string Method, Uri Url, string RawTarget, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public bool IsCompressed => Headers.GetValueOrDefault("Content-Encoding") == "gzip";

    /// <summary>The body without its compression.</summary>
    public byte[] Plain()
    {
        if (!IsCompressed)
            return Body;
        using var gzip = new GZipStream(new MemoryStream(Body), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    public string Text() => Encoding.UTF8.GetString(Plain());

    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
