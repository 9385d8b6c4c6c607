using System.Security.Cryptography;
using System.Text;

namespace K8sRouter.Operator.Compilation;

/// <summary>
/// UUIDs of version 5 (RFC 9562), for objects that no API server has given one: the same name has the same id on every machine.
/// </summary>
internal static class NameBasedUuid
{
    /// <summary>Our own name space; changing it would orphan every log of directory mode.</summary>
    private static readonly Guid NameSpace = new("6f1c8d0e-5b0a-4f0e-9a55-3d2f7c1b9e84");

    /// <summary>The id of the object with that kind, namespace and name.</summary>
    /// <param name="parts">What tells the object apart, such as <c>Namespace</c> and <c>team-a</c>.</param>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var name = Encoding.UTF8.GetBytes(string.Join('/', parts.ToArray()));
        // Version 5 is defined over SHA-1; nothing here rests on its strength.
#pragma warning disable CA5350
        var hash = SHA1.HashData([.. NameSpace.ToByteArray(bigEndian: true), .. name]);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }
}
