using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Tests.Journal;

/// <summary>A file of a <see cref="SimulatedFileSystem"/>; every opening shares it.</summary>
internal sealed class SimulatedFile(SimulatedFileSystem files) : IJournalFile
{
    private readonly List<Func<byte[], byte[]>> _unsynced = [];
    private byte[] _bytes = [];
    private byte[] _safe = [];

    public byte[] Bytes => _bytes;

    public long Length
    {
        get
        {
            lock (files.Gate)
                return _bytes.Length;
        }
    }

    public int Read(Span<byte> target, long offset)
    {
        lock (files.Gate)
        {
            int count = (int)Math.Clamp(_bytes.Length - offset, 0, target.Length);
            if (count > 0)
                _bytes.AsSpan((int)offset, count).CopyTo(target);
            return count;
        }
    }

    public void Write(ReadOnlySpan<byte> source, long offset)
    {
        lock (files.Gate)
        {
            long growth = Math.Max(0, offset + source.Length - _bytes.Length);
            int count = files.BeforeWrite(source.Length, growth, out var then);
            if (count > 0)
            {
                byte[] written = source[..count].ToArray();
                Change(bytes =>
                {
                    if (bytes.Length < offset + written.Length)
                        Array.Resize(ref bytes, (int)offset + written.Length);
                    written.CopyTo(bytes.AsSpan((int)offset));
                    return bytes;
                });
            }
            if (then is not null)
                throw then;
        }
    }

    public void Sync()
    {
        // As on a real disk, others write while a sync hangs.
        files.AwaitSync();
        lock (files.Gate)
        {
            files.BeforeSync();
            _safe = [.. _bytes];
            _unsynced.Clear();
        }
    }

    public void SetLength(long length)
    {
        lock (files.Gate)
        {
            files.Step();
            Change(bytes =>
            {
                Array.Resize(ref bytes, (int)length);
                return bytes;
            });
        }
    }

    public void LosePower(Random random)
    {
        byte[] bytes = [.. _safe];
        foreach (var change in _unsynced.Take(random.Next(_unsynced.Count + 1)))
            bytes = change(bytes);
        // The last write that reached the disk may have reached it in part.
        if (bytes.Length > _safe.Length && random.Next(2) == 0)
            Array.Resize(ref bytes, random.Next(_safe.Length, bytes.Length + 1));
        _bytes = bytes;
        _safe = [.. bytes];
        _unsynced.Clear();
    }

    public void Dispose()
    {
    }

    private void Change(Func<byte[], byte[]> change)
    {
        _bytes = change([.. _bytes]);
        _unsynced.Add(change);
    }
}
