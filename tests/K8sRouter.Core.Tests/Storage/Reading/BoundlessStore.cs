using System.Globalization;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Storage.Reading;

/// <summary>A store of very many segments that are made up while they are listed; each holds one generation.</summary>
/// <param name="hours">Hours from noon that hold something.</param>
/// <param name="segmentsPerHour">Segments of each; one every so many seconds.</param>
internal sealed class BoundlessStore(int hours, int segmentsPerHour) : IObjectStore
{
    private const string Folder = "records/workspace=team-a/";
    private static readonly string Row = Encoding.UTF8.GetString(Records.Row(Records.Completed()));

    public string Place => "nowhere";

    public long Listed { get; private set; }

    public long Opened { get; private set; }

    /// <summary>Hears of every object that is listed, with its number.</summary>
    public Action<long> OnListed { get; init; } = _ => { };

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (int hour = 0; hour < hours; hour++)
        {
            if (!FolderOf(hour).StartsWith(prefix, StringComparison.Ordinal))
                continue;
            for (int segment = 0; segment < segmentsPerHour; segment++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                OnListed(++Listed);
                yield return Describe($"{FolderOf(hour)}AbCdEf-{hour:D8}-{segment:D10}.jsonl", checksum: false);
            }
        }
    }

    public async IAsyncEnumerable<string> ListFoldersAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        string? last = null;
        for (int hour = 0; hour < hours; hour++)
        {
            string folder = FolderOf(hour);
            if (!folder.StartsWith(prefix, StringComparison.Ordinal) || folder.Length == prefix.Length)
                continue;
            string part = folder[..(folder.IndexOf('/', prefix.Length) + 1)];
            if (part != last)
                yield return part;
            last = part;
        }
    }

    public Task<StoredObject?> StatAsync(string name, CancellationToken cancellationToken) => Task.FromResult<StoredObject?>(Describe(name, checksum: true));

    public Task<Stream?> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        Opened++;
        return Task.FromResult<Stream?>(new MemoryStream(Bytes(name)));
    }

    public Task<byte[]?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PutResult> PutAsync(string name, Stream content, ObjectProperties properties, long ifGeneration, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private static string FolderOf(int hour) =>
        Folder + SegmentStore.Noon.AddHours(hour).UtcDateTime.ToString("'dt='yyyy-MM-dd'/hour='HH'/'", CultureInfo.InvariantCulture);

    private static byte[] Bytes(string name) => Encoding.UTF8.GetBytes(Row.Replace(Records.Id, IdOf(name), StringComparison.Ordinal) + "\n");

    private static string IdOf(string name) => $"gen-{SecondOf(name)}-AbCdEf{name[^24..^6].Replace("-", "", StringComparison.Ordinal)[^14..]}";

    private static long SecondOf(string name)
    {
        int hour = int.Parse(name.AsSpan(name.Length - 25, 8), CultureInfo.InvariantCulture);
        int segment = int.Parse(name.AsSpan(name.Length - 16, 10), CultureInfo.InvariantCulture);
        return SegmentStore.Noon.AddHours(hour).ToUnixTimeSeconds() + (segment % 3600);
    }

    private static StoredObject Describe(string name, bool checksum)
    {
        byte[]? bytes = checksum ? Bytes(name) : null;
        string second = $"{SecondOf(name)}";
        return new()
        {
            Name = name,
            Length = bytes?.Length ?? 700,
            Generation = 1,
            WrittenAt = SegmentStore.Noon,
            Crc32C = bytes is null ? null : Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, bytes),
            Metadata = new Dictionary<string, string>
            {
                [SegmentMetadata.Count] = "1",
                [SegmentMetadata.ContentCount] = "0",
                [SegmentMetadata.FirstSecond] = second,
                [SegmentMetadata.LastSecond] = second,
            },
        };
    }
}
