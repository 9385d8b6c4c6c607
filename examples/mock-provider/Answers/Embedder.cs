using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace K8sRouter.MockProvider.Answers;

/// <summary>Vectors of length one that follow from the text alone.</summary>
internal static class Embedder
{
    public const int DefaultDimensions = 64;

    public static float[] Embed(string text, int dimensions)
    {
        var state = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text))) | 1;
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++)
        {
            // xorshift64: Random's sequence isn't promised to stay the same over runtimes.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            vector[i] = (float)((state >> 11) / (double)(1UL << 53)) - 0.5f;
        }

        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / length)];
    }

    /// <summary>Little-endian floats, as <c>encoding_format: base64</c> promises.</summary>
    public static string Base64(float[] vector) => Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()));
}
