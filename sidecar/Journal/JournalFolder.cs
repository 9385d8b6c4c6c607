using System.Text;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// The folder itself: it is there, this process alone has it, and it holds the name that it gave its sidecar once. What a full
/// disk has no room for is made up for before the first segment is begun.
/// </summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly IJournalFileSystem _files;
    private readonly string _path;
    private bool _created;
    private bool _named;
    private IDisposable? _lock;

    private JournalFolder(IJournalFileSystem files, string path)
    {
        _files = files;
        _path = path;
    }

    /// <summary>The six characters that name the sidecar.</summary>
    public string Sidecar { get; private set; } = "";

    /// <summary>Whether this process has it. Otherwise there was no room for the lock, and nobody ever wrote here.</summary>
    public bool IsTaken => _lock is not null;

    /// <summary>Opens a folder, also on a full disk; throws what the disk throws for any other reason.</summary>
    /// <exception cref="JournalUnavailableException">Another process has it.</exception>
    public static JournalFolder Open(IJournalFileSystem files, string path)
    {
        var folder = new JournalFolder(files, path);
        try
        {
            folder.Complete();
        }
        catch (Exception e) when (DiskFaults.IsFull(e))
        {
            if (folder.Sidecar.Length == 0)
                folder.Sidecar = GenerationIds.NewSidecar();
        }
        catch (IOException e) when (DiskFaults.IsHeld(e))
        {
            throw JournalUnavailableException.InUse(path, e);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
        return folder;
    }

    /// <summary>Makes what is still missing; throws what the disk throws.</summary>
    public void Complete()
    {
        if (_named)
            return;
        if (!_created)
            _files.CreateFolder(_path);
        _created = true;
        _lock ??= _files.Lock(Path.Combine(_path, JournalFiles.Lock));
        Name();
        _named = true;
    }

    public void Dispose() => _lock?.Dispose();

    private void Name()
    {
        string path = Path.Combine(_path, JournalFiles.SidecarId);
        if (Sidecar.Length == 0 && ReadName(path) is { } kept)
        {
            Sidecar = kept;
            return;
        }
        if (Sidecar.Length == 0)
            Sidecar = GenerationIds.NewSidecar();
        string temporary = path + JournalFiles.TemporarySuffix;
        DiskFaults.Ignore(() => _files.Delete(temporary));
        using (var file = _files.Create(temporary))
        {
            file.Write(Encoding.ASCII.GetBytes(Sidecar), 0);
            file.Sync();
        }
        _files.Rename(temporary, path);
        _files.SyncFolder(_path);
    }

    private string? ReadName(string path)
    {
        if (!_files.List(_path).Contains(JournalFiles.SidecarId))
            return null;
        Span<byte> text = stackalloc byte[GenerationIds.SidecarLength + 1];
        using var file = _files.Open(path, write: false);
        var kept = text[..file.Read(text, 0)];
        return kept.Length == GenerationIds.SidecarLength && Ascii.IsValid(kept) && !kept.ContainsAnyInRange((byte)0, (byte)' ')
            ? Encoding.ASCII.GetString(kept)
            : null;
    }
}
