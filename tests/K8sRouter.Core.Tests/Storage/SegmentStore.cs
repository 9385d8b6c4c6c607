using System.IO.Hashing;
using System.Text;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Storage;

/// <summary>A store with segments as sidecars write them; a folder unless another is given.</summary>
internal sealed class SegmentStore : IDisposable
{
    public const string WorkspaceId = "0b7f6f4e-0000-4000-8000-000000000001";

    private readonly TemporaryFolder _folder = new();
    private int _segments;

    public SegmentStore(IObjectStore? store = null) => Store = store ?? new FolderObjectStore(_folder.Path);

    public static DateTimeOffset Noon { get; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public IObjectStore Store { get; }

    public string Folder => _folder.Path;

    public StoreScope Everything { get; } = new() { Prefix = "p" };

    public StoreReader Reader => new(Store, Everything);

    /// <summary>A generation of a second after noon.</summary>
    public static GenerationRecord Record(int second, string? user = null, string sidecar = "AbCdEf", int number = 0) =>
        Records.Completed(id: $"gen-{Noon.ToUnixTimeSeconds() + second}-{sidecar}{number:D14}") with
        {
            Sidecar = sidecar,
            CreatedAt = Noon.AddSeconds(second),
            ExternalUser = user,
            SessionId = user is null ? null : $"session of {user}",
        };

    public static CapturedContent Content(string prompt) =>
        Records.Whole($$"""{"messages":[{"role":"user","content":"{{prompt}}"}]}""", """{"choices":[{"message":{"content":"an answer"}}]}""");

    /// <summary>Writes a segment, each record with a content that names it; the name of its records' object is returned.</summary>
    public Task<string> AddAsync(params GenerationRecord[] records) => AddAsync(true, records);

    public Task<string> AddAsync(bool withContent, params GenerationRecord[] records) => AddAsync(withContent, 1, 1, records);

    /// <summary>With names as segments have that found theirs taken (<see cref="ObjectNames.Attempt"/>).</summary>
    public async Task<string> AddAsync(bool withContent, int recordsAttempt, int contentAttempt, params GenerationRecord[] records)
    {
        Assert.True(GenerationIds.TryParse(records[0].Id, out var hour, out string sidecar));
        string segment = ObjectNames.Segment(1, recordsAttempt > 1 || contentAttempt > 1 ? _segments : ++_segments);
        string name = ObjectNames.Attempt(ObjectNames.Records("p", records[0].Workspace, hour, sidecar, segment), recordsAttempt);
        string contentName = ObjectNames.Attempt(ObjectNames.Content("p", records[0].Workspace, hour, sidecar, segment), contentAttempt);
        using var rows = new MemoryStream();
        using var content = new MemoryStream();
        using var builder = new SegmentBuilder(rows, content, contentName);
        foreach (var record in records)
        {
            Assert.True(GenerationIds.TryParse(record.Id, out var second, out _));
            if (withContent)
                builder.Append(second, Records.Row(record), record, Content($"prompt of {record.Id}"));
            else
                builder.Append(second, Records.Row(record));
        }
        var metadata = builder.Summary.ToMetadata(records[0].WorkspaceId);
        if (withContent)
            await PutAsync(contentName, content, ObjectNames.ContentContentType, builder.Summary.ContentCrc32C, metadata);
        await PutAsync(name, rows, ObjectNames.RecordsContentType, builder.Summary.RecordsCrc32C, metadata);
        return name;
    }

    /// <summary>The content object that belongs to a records' object.</summary>
    public static string ContentOf(string records) => records.Replace("/records/", "/content/", StringComparison.Ordinal) + ".gz";

    public string PathOf(string name) => Path.Combine(_folder.Path, name);

    public string[] Rows(string name) => File.ReadAllLines(PathOf(name));

    public async Task<string?> ContentTextAsync(string id)
    {
        var found = await Reader.FindAsync(id, default);
        Assert.NotNull(found);
        var content = await Reader.ReadContentAsync(found, default);
        return content.Kind == StoredContentKind.Present ? Encoding.UTF8.GetString(content.Document.Span) : content.Kind.ToString();
    }

    /// <summary>Puts an object there as it is, in place of what is there, with a checksum that fits.</summary>
    public async Task OverwriteAsync(string name, byte[] bytes)
    {
        var present = await Store.StatAsync(name, default);
        var properties = new ObjectProperties
        {
            ContentType = "x",
            Crc32C = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, bytes),
            Metadata = present?.Metadata ?? new Dictionary<string, string>(),
        };
        Assert.Equal(PutResult.Created, await Store.PutAsync(name, new MemoryStream(bytes), properties, present?.Generation ?? 0, default));
    }

    public void Dispose() => _folder.Dispose();

    private async Task PutAsync(
        string name, Stream bytes, string contentType, uint crc, IReadOnlyDictionary<string, string> metadata)
    {
        var properties = new ObjectProperties { ContentType = contentType, Crc32C = crc, Metadata = metadata };
        Assert.Equal(PutResult.Created, await Store.PutAsync(name, bytes, properties, 0, default));
    }
}
