using Microsoft.Win32.SafeHandles;

namespace K8sRouter.Sidecar.Journal;

/// <summary>A real file.</summary>
internal sealed class DiskFile(FileStream stream) : IJournalFile
{
    private readonly SafeFileHandle _handle = stream.SafeFileHandle;

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(Span<byte> target, long offset)
    {
        int total = 0;
        while (total < target.Length)
        {
            int read = RandomAccess.Read(_handle, target[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }
        return total;
    }

    public void Write(ReadOnlySpan<byte> source, long offset) => RandomAccess.Write(_handle, source, offset);

    public void Sync() => RandomAccess.FlushToDisk(_handle);

    public void SetLength(long length) => RandomAccess.SetLength(_handle, length);

    public void Dispose() => stream.Dispose();
}
