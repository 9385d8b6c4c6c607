using System.Runtime.CompilerServices;
using System.Text.Json;

namespace K8sRouter.Core.Storage;

/// <summary>
/// Objects as files of a folder, in clear. An object appears whole by a link to a finished, synchronised file; its metadata
/// stands beside it in <c>NAME.meta.json</c> and is no object itself.
/// </summary>
public sealed class FolderObjectStore(string root) : IObjectStore
{
    private const string MetadataSuffix = ".meta.json";
    private const string TemporaryPrefix = ".writing-";
    private readonly string _root = Path.GetFullPath(root);

    /// <inheritdoc/>
    public string Place => _root;

    /// <inheritdoc/>
    public async Task<PutResult> PutAsync(
        string name, Stream content, ObjectProperties properties, long ifGeneration, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        if (await StatAsync(name, cancellationToken) is { } present && present.Generation != ifGeneration)
            return await AgainstPresentAsync(name, present, content, properties, ifGeneration, cancellationToken);
        else if (ifGeneration != 0 && !File.Exists(path))
            return PutResult.Conflict;

        string folder = Path.GetDirectoryName(path)!;
        CreateFolder(folder);
        string temporary = Path.Combine(folder, TemporaryPrefix + Guid.NewGuid().ToString("n"));
        try
        {
            long length = await WriteAsync(temporary, content, properties.Crc32C, cancellationToken);
            if (!TryMove(temporary, path, overwrite: ifGeneration != 0))
                return await AgainstPresentAsync(
                    name, (await StatAsync(name, cancellationToken))!, content, properties, ifGeneration, cancellationToken);
            await WriteMetadataAsync(path, properties, length, ifGeneration + 1, cancellationToken);
            DiskSync.Folder(folder);
            return PutResult.Created;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken)
    {
        await using var file = Open(name);
        if (file is null)
            return null;
        if (offset + length > file.Length)
            throw new EndOfStreamException($"The object {name} ends before byte {offset + length}.");
        var part = new byte[length];
        file.Position = offset;
        await file.ReadExactlyAsync(part, cancellationToken);
        return part;
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult<Stream?>(Open(name));

    /// <inheritdoc/>
    public async Task<StoredObject?> StatAsync(string name, CancellationToken cancellationToken)
    {
        await using var file = Open(name);
        if (file is null)
            return null;
        var metadata = await ReadMetadataAsync(PathOf(name), cancellationToken);
        // A crash between object and metadata, or a file put there by hand: the file itself is the truth.
        bool stale = metadata is null || metadata.Length != file.Length;
        return new()
        {
            Name = name,
            Length = file.Length,
            Generation = metadata?.Generation ?? 1,
            WrittenAt = File.GetLastWriteTimeUtc(PathOf(name)),
            ContentType = stale ? null : metadata!.ContentType,
            Crc32C = stale ? await Crc32C.OfAsync(file, cancellationToken) : metadata!.Crc32C,
            Metadata = stale ? new Dictionary<string, string>() : metadata!.Metadata,
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string name in Names("", prefix))
        {
            if (await StatAsync(name, cancellationToken) is { } found)
                yield return found;
        }
    }

    /// <inheritdoc/>
#pragma warning disable CS1998 // A folder is read at once; stores elsewhere aren't.
    public async IAsyncEnumerable<string> ListFoldersAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
#pragma warning restore CS1998
    {
        var here = new DirectoryInfo(Path.Combine(_root, prefix));
        if (!here.Exists)
            yield break;
        foreach (string name in here.EnumerateDirectories().Select(folder => folder.Name).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return $"{prefix}{name}/";
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        bool present = File.Exists(path);
        if (present)
        {
            File.Delete(path);
            File.Delete(path + MetadataSuffix);
            RemoveEmptyFolders(Path.GetDirectoryName(path)!);
        }
        return Task.FromResult(present);
    }

    private async Task<PutResult> AgainstPresentAsync(
        string name, StoredObject present, Stream content, ObjectProperties properties, long ifGeneration,
        CancellationToken cancellationToken)
    {
        if (PutComparison.Compare(present, content.Length, properties.Crc32C, ifGeneration) == PutResult.Conflict)
            return PutResult.Conflict;
        // The earlier attempt may have ended before its metadata was written.
        if (present.Metadata.Count == 0 && properties.Metadata.Count > 0)
            await WriteMetadataAsync(PathOf(name), properties, present.Length, present.Generation, cancellationToken);
        return PutResult.AlreadyExistsSame;
    }

    private static async Task<long> WriteAsync(string path, Stream content, uint expectedCrc, CancellationToken cancellationToken)
    {
        content.Position = 0;
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        await content.CopyToAsync(file, cancellationToken);
        file.Flush(flushToDisk: true);
        file.Position = 0;
        if (await Crc32C.OfAsync(file, cancellationToken) != expectedCrc)
            throw new InvalidDataException("The bytes aren't those that the checksum was made from.");
        return file.Length;
    }

    private static async Task WriteMetadataAsync(
        string path, ObjectProperties properties, long length, long generation, CancellationToken cancellationToken)
    {
        var metadata = new FolderObjectMetadata
        {
            ContentType = properties.ContentType,
            Crc32C = properties.Crc32C,
            Length = length,
            Generation = generation,
            Metadata = properties.Metadata,
        };
        string temporary = Path.Combine(Path.GetDirectoryName(path)!, TemporaryPrefix + Guid.NewGuid().ToString("n"));
        await File.WriteAllBytesAsync(
            temporary, JsonSerializer.SerializeToUtf8Bytes(
                metadata, FolderObjectMetadataJson.Default.FolderObjectMetadata), cancellationToken);
        File.Move(temporary, path + MetadataSuffix, overwrite: true);
    }

    private static async Task<FolderObjectMetadata?> ReadMetadataAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize(
                await File.ReadAllBytesAsync(
                    path + MetadataSuffix, cancellationToken), FolderObjectMetadataJson.Default.FolderObjectMetadata);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private static bool TryMove(string from, string to, bool overwrite)
    {
        try
        {
            File.Move(from, to, overwrite);
            return true;
        }
        catch (IOException) when (!overwrite && File.Exists(to))
        {
            return false;
        }
    }

    private FileStream? Open(string name)
    {
        try
        {
            return new(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Days that are swept leave no folders behind: a write that meets one going is tried again.</summary>
    private void RemoveEmptyFolders(string folder)
    {
        while (folder != _root && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                // Somebody writes there again.
                return;
            }
            folder = Path.GetDirectoryName(folder)!;
        }
    }

    private void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        string parent = Path.GetDirectoryName(folder)!;
        if (folder != _root)
            CreateFolder(parent);
        Directory.CreateDirectory(folder);
        if (Directory.Exists(parent))
            DiskSync.Folder(parent);
    }

    /// <summary>Names in ordinal order, a folder at a time, so that a big store isn't held in memory.</summary>
    private IEnumerable<string> Names(string folder, string prefix)
    {
        var here = new DirectoryInfo(Path.Combine(_root, folder));
        if (!here.Exists)
            yield break;
        var entries = here.EnumerateFileSystemInfos()
            .Where(entry => !entry.Name.StartsWith(TemporaryPrefix, StringComparison.Ordinal)
                && !entry.Name.EndsWith(MetadataSuffix, StringComparison.Ordinal))
            .Select(entry => folder + entry.Name + (entry is DirectoryInfo ? "/" : ""))
            .Order(StringComparer.Ordinal);
        foreach (string entry in entries)
        {
            if (entry[^1] != '/')
            {
                if (entry.StartsWith(prefix, StringComparison.Ordinal))
                    yield return entry;
            }
            else if (entry.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(entry, StringComparison.Ordinal))
            {
                foreach (string name in Names(entry, prefix))
                    yield return name;
            }
        }
    }

    private string PathOf(string name)
    {
        bool unfit = name.Split('/').Any(part => part.Length == 0 || part[0] == '.')
            || name.Contains('\\', StringComparison.Ordinal)
            || name.EndsWith(MetadataSuffix, StringComparison.Ordinal);
        return unfit
            ? throw new ArgumentException($"'{name}' can't be the name of an object in a folder.", nameof(name))
            : Path.Combine(_root, name);
    }
}
