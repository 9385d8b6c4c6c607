using System.IO.Hashing;
using System.Runtime.CompilerServices;

namespace K8sRouter.Core.Storage;

/// <summary>
/// Objects as files of a folder, in clear. An object appears whole, by a finished, synchronised file that takes its name; its
/// metadata stands beside it in <c>NAME.meta.json</c>, is written before it, and is no object itself. Writers, also those of
/// other processes, put theirs in place one after another.
/// </summary>
public sealed class FolderObjectStore(string root) : IObjectStore
{
    private const string MetadataSuffix = ".meta.json";
    private const string TemporaryPrefix = ".writing-";
    private const int MostStatAttempts = 100;
    private const int MostFolderAttempts = 100;
    private readonly string _root = Path.GetFullPath(root);

    /// <inheritdoc/>
    public string Place => _root;

    /// <summary>Called after each change that a write makes on the disk, so that tests can end it there.</summary>
    internal Action OnChange { get; init; } = () => { };

    /// <inheritdoc/>
    public async Task<PutResult> PutAsync(
        string name, Stream content, ObjectProperties properties, long ifGeneration, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        string folder = Path.GetDirectoryName(path)!;
        string temporary = TemporaryIn(folder);
        try
        {
            // Refused soon where it can be; decided below.
            bool expected = await GenerationAsync(name, cancellationToken) == ifGeneration;
            await using var written = expected
                ? await WriteAsync(temporary, content, properties.Crc32C, cancellationToken)
                : null;
            CreateFolder(_root);
            using var taken = await FolderLock.TakeAsync(_root, cancellationToken);
            var present = await StatAsync(name, cancellationToken);
            // Nothing takes its name after that was given up.
            cancellationToken.ThrowIfCancellationRequested();
            if (!expected || (present?.Generation ?? 0) != ifGeneration)
                return await AgainstPresentAsync(path, present, content, properties, ifGeneration, cancellationToken);
            await ReplaceAsync(temporary, path, content.Length, properties, present, cancellationToken);
            DiskSync.Folder(folder);
            RemoveLeftovers(folder);
            return PutResult.Created;
        }
        catch (UnauthorizedAccessException)
        {
            throw Forbidden("written");
        }
        finally
        {
            if (File.Exists(temporary))
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
        string path = PathOf(name), metadataPath = path + MetadataSuffix;
        for (int attempt = 0; attempt < MostStatAttempts; attempt++)
        {
            var before = await FolderObjectMetadata.ReadAsync(metadataPath, cancellationToken);
            await using var file = Open(name);
            if (file is null)
                return null;
            var metadata = await FolderObjectMetadata.ReadAsync(metadataPath, cancellationToken);
            // Replaced meanwhile: the metadata may be of other bytes.
            if (before?.Generation == metadata?.Generation && before?.Previous is null == metadata?.Previous is null)
                return await DescribeAsync(name, path, file, metadata, cancellationToken);
        }
        throw new ObjectStoreException(
            StoreFault.Unavailable, $"The object {name} in {_root} changes faster than it can be read.");
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
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        if (!File.Exists(path))
            return false;
        try
        {
            using var taken = await FolderLock.TakeAsync(_root, cancellationToken);
            // Another deletion may have been faster, and taken the folder along.
            if (!File.Exists(path))
                return false;
            File.Delete(path);
            File.Delete(path + MetadataSuffix);
            string folder = Path.GetDirectoryName(path)!;
            RemoveLeftovers(folder);
            RemoveEmptyFolders(folder);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            throw Forbidden("changed");
        }
    }

    private static async Task<StoredObject> DescribeAsync(
        string name, string path, FileStream file, FolderObjectMetadata? metadata, CancellationToken cancellationToken)
    {
        // Being replaced, a crash kept the metadata back, or put there by hand: the file itself is the truth.
        uint? crc = metadata is null || metadata.Previous is not null || metadata.Length != file.Length
            ? await ChecksumAsync(file, cancellationToken)
            : null;
        var current = metadata?.Previous is { } previous && (metadata.Length != file.Length || metadata.Crc32C != crc)
            ? previous
            : metadata;
        bool known = current is not null && current.Length == file.Length && (crc is null || crc == current.Crc32C);
        return new()
        {
            Name = name,
            Length = file.Length,
            Generation = current?.Generation ?? 1,
            WrittenAt = File.GetLastWriteTimeUtc(path),
            ContentType = known ? current!.ContentType : null,
            Crc32C = known ? current!.Crc32C : crc,
            Metadata = known ? current!.Metadata : new Dictionary<string, string>(),
        };
    }

    private async Task ReplaceAsync(
        string temporary, string path, long length, ObjectProperties properties, StoredObject? present,
        CancellationToken cancellationToken)
    {
        var metadata = Describe(length, properties, (present?.Generation ?? 0) + 1);
        // Nothing may come between these and be taken for a failure: the object is written when it has its name.
        await WriteMetadataAsync(
            path, metadata with { Previous = present is null ? null : Describe(present) }, cancellationToken);
        OnChange();
        File.Move(temporary, path, overwrite: present is not null);
        OnChange();
        if (present is not null)
            await WriteMetadataAsync(path, metadata, CancellationToken.None);
        OnChange();
    }

    private static async Task<PutResult> AgainstPresentAsync(
        string path, StoredObject? present, Stream content, ObjectProperties properties, long ifGeneration,
        CancellationToken cancellationToken)
    {
        if (present is null
            || PutComparison.Compare(present, content.Length, properties.Crc32C, ifGeneration) == PutResult.Conflict)
            return PutResult.Conflict;
        // An earlier version wrote the metadata last, and may have ended before.
        if (present.Metadata.Count == 0 && properties.Metadata.Count > 0)
            await WriteMetadataAsync(path, Describe(present.Length, properties, present.Generation), cancellationToken);
        return PutResult.AlreadyExistsSame;
    }

    private static FolderObjectMetadata Describe(long length, ObjectProperties properties, long generation) => new()
    {
        ContentType = properties.ContentType,
        Crc32C = properties.Crc32C,
        Length = length,
        Generation = generation,
        Metadata = properties.Metadata,
    };

    private static FolderObjectMetadata Describe(StoredObject present) => new()
    {
        ContentType = present.ContentType ?? ObjectNames.ContentTypeOf(present.Name),
        Crc32C = present.Crc32C!.Value,
        Length = present.Length,
        Generation = present.Generation,
        Metadata = present.Metadata,
    };

    private static Task WriteMetadataAsync(string path, FolderObjectMetadata metadata, CancellationToken cancellationToken) =>
        metadata.WriteAsync(path + MetadataSuffix, TemporaryIn(Path.GetDirectoryName(path)!), cancellationToken);

    private static string TemporaryIn(string folder) => Path.Combine(folder, TemporaryPrefix + Guid.NewGuid().ToString("n"));

    /// <summary>Stays open until the file has its name: that keeps it from being taken for what a crash left behind.</summary>
    private static async Task<uint> ChecksumAsync(FileStream file, CancellationToken cancellationToken)
    {
        var crc = new Crc32(Crc32ParameterSet.Crc32C);
        await crc.AppendAsync(file, cancellationToken);
        return crc.GetCurrentHashAsUInt32();
    }

    private async Task<FileStream> WriteAsync(
        string path, Stream content, uint expectedCrc, CancellationToken cancellationToken)
    {
        content.Position = 0;
        var file = Begin(path);
        try
        {
            await content.CopyToAsync(file, cancellationToken);
            file.Flush(flushToDisk: true);
            file.Position = 0;
            return await ChecksumAsync(file, cancellationToken) == expectedCrc
                ? file
                : throw new InvalidDataException("The bytes aren't those that the checksum was made from.");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the file, which from then on keeps its folder from being removed by who deletes in it.</summary>
    private FileStream Begin(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                CreateFolder(folder);
                return new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            }
            catch (IOException) when (attempt < MostFolderAttempts && !Directory.Exists(folder))
            {
                // Removed between these two: once more.
            }
        }
    }

    /// <summary>What writers that ended before their time left behind. Who still writes holds the file.</summary>
    private static void RemoveLeftovers(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, TemporaryPrefix + "*"))
        {
            try
            {
                using var left = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                File.Delete(file);
            }
            catch (IOException)
            {
                // Being written, or gone.
            }
        }
    }

    private async Task<long> GenerationAsync(string name, CancellationToken cancellationToken) =>
        (await StatAsync(name, cancellationToken))?.Generation ?? 0;

    private ObjectStoreException Forbidden(string use) => new(
        StoreFault.Forbidden,
        $"The folder {_root} can't be {use}: this process has no right to. Give its user that right.");

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
        catch (UnauthorizedAccessException)
        {
            throw Forbidden("read");
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
        OnChange();
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
            .Where(entry => entry.Name[0] != '.'
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
