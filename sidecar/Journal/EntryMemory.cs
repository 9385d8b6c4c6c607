using System.Security.Cryptography;
using K8sRouter.Core.Buffers;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Where one reader's entries stand decrypted until the batch they belong to is done: blocks of pooled memory, filled from the
/// front and cleared together, since they hold prompts.
/// </summary>
internal sealed class EntryMemory : IDisposable
{
    private const int BlockLength = 64 << 10;

    private readonly List<byte[]> _full = [];
    private byte[] _block = [];
    private int _used;

    /// <summary>Memory that stays as it is until <see cref="Clear"/>.</summary>
    public Memory<byte> Take(int length)
    {
        if (length > _block.Length - _used)
        {
            if (_used > 0)
                _full.Add(_block);
            else
                Return(_block, 0);
            _block = PooledArrays.Rent(Math.Max(length, BlockLength));
            _used = 0;
        }
        _used += length;
        return _block.AsMemory(_used - length, length);
    }

    /// <summary>Wipes everything that was taken; one block is kept for the next batch.</summary>
    public void Clear()
    {
        foreach (byte[] block in _full)
            Return(block, block.Length);
        _full.Clear();
        CryptographicOperations.ZeroMemory(_block.AsSpan(0, _used));
        _used = 0;
        if (_block.Length <= 2 * BlockLength)
            return;
        Return(_block, 0);
        _block = [];
    }

    public void Dispose()
    {
        Clear();
        Return(_block, 0);
        _block = [];
    }

    private static void Return(byte[] block, int used)
    {
        if (block.Length == 0)
            return;
        CryptographicOperations.ZeroMemory(block.AsSpan(0, used));
        PooledArrays.Return(block);
    }
}
