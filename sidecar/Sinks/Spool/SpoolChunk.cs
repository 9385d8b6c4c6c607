using System.Buffers.Binary;
using System.Security.Cryptography;

namespace K8sRouter.Sidecar.Sinks.Spool;

/// <summary>
/// Encrypts and decrypts the chunks of one spool file, each tied to its file, its place and whether it is the last: chunks
/// can't be swapped, moved or cut off unseen.
/// </summary>
internal sealed class SpoolChunk(byte[] id, ReadOnlySpan<byte> dataKey) : IDisposable
{
    public const int TagLength = 16;
    private const int NonceLength = 12;

    private readonly AesGcm _cipher = new(dataKey, TagLength);

    /// <summary>Encrypts in place; the tag stands behind.</summary>
    /// <param name="chunk">The plain bytes, and room for the tag.</param>
    /// <param name="index">Which chunk of the file it is: one data key serves one file, so that no nonce is used twice.</param>
    /// <param name="last">Whether it ends the file.</param>
    public void Encrypt(Span<byte> chunk, long index, bool last)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        Span<byte> associated = stackalloc byte[SpoolFileHeader.IdLength + 9];
        WriteBindings(nonce, associated, index, last);
        var plain = chunk[..^TagLength];
        _cipher.Encrypt(nonce, plain, plain, chunk[^TagLength..], associated);
    }

    /// <summary>Decrypts in place; false: damaged, or not this chunk of this file.</summary>
    public bool TryDecrypt(Span<byte> chunk, long index, bool last)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        Span<byte> associated = stackalloc byte[SpoolFileHeader.IdLength + 9];
        WriteBindings(nonce, associated, index, last);
        var body = chunk[..^TagLength];
        try
        {
            _cipher.Decrypt(nonce, body, chunk[^TagLength..], body, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _cipher.Dispose();

    private void WriteBindings(Span<byte> nonce, Span<byte> associated, long index, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce, index);
        id.CopyTo(associated);
        BinaryPrimitives.WriteInt64LittleEndian(associated[SpoolFileHeader.IdLength..], index);
        associated[^1] = last ? (byte)1 : (byte)0;
    }
}
