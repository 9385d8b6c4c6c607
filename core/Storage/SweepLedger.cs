using System.IO.Hashing;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sRouter.Core.Storage;

/// <summary>
/// What was deleted from a store on purpose, in the store itself (<see cref="ObjectNames.SweepLedger"/>): by it a verification
/// tells what was swept from what was lost.
/// </summary>
public sealed record SweepLedger
{
    private const int MaxNames = 1024;

    private const int MaxAttempts = 8;

    /// <summary>Last day whose content was deleted since its retention had ended, by workspace.</summary>
    public IReadOnlyDictionary<string, DateOnly> RetentionEnded { get; init; } = new Dictionary<string, DateOnly>();

    /// <summary>
    /// Names of objects that were deleted to keep the store within its limit while the other half of their segment was there:
    /// without it, nothing is left that would miss them. Newest last.
    /// </summary>
    public IReadOnlyList<string> Limited { get; init; } = [];

    /// <summary>The ledger of a store; one that isn't there, or isn't readable as one, tells of nothing.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">Prefix of every name in it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The store is at fault.</exception>
    public static async Task<SweepLedger> ReadAsync(IObjectStore store, string prefix, CancellationToken cancellationToken)
    {
        await using var bytes = await store.OpenReadAsync(ObjectNames.SweepLedger(prefix), cancellationToken);
        if (bytes is null)
            return new();
        try
        {
            var read = await JsonSerializer.DeserializeAsync(bytes, SweepLedgerJson.Default.SweepLedger, cancellationToken);
            // Members that are absent are null.
            return new()
            {
                RetentionEnded = read?.RetentionEnded ?? new Dictionary<string, DateOnly>(),
                Limited = read?.Limited ?? [],
            };
        }
        catch (JsonException)
        {
            return new();
        }
    }

    /// <summary>
    /// Notes objects that are about to be deleted to keep the store within its limit: before they are, so that no crash leaves
    /// one untold.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">Prefix of every name in it.</param>
    /// <param name="names">Names of those whose other half stays, in the order of their deletion.</param>
    /// <param name="isMissed">Whether the other half of an earlier one is still there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The store is at fault.</exception>
    public static Task NoteLimitedAsync(
        IObjectStore store, string prefix, IReadOnlyList<string> names, Func<string, bool> isMissed,
        CancellationToken cancellationToken) => ChangeAsync(
            store, prefix,
            ledger => ledger with { Limited = [.. ledger.Limited.Where(isMissed).Union(names).TakeLast(MaxNames)] },
            cancellationToken);

    /// <summary>Notes that content of a workspace is about to be deleted up to a day, since its retention has ended.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">Prefix of every name in it.</param>
    /// <param name="workspace">Whose content.</param>
    /// <param name="day">The last day that goes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The store is at fault.</exception>
    public static Task NoteRetentionAsync(
        IObjectStore store, string prefix, string workspace, DateOnly day, CancellationToken cancellationToken) => ChangeAsync(
            store, prefix,
            ledger => ledger.HasRetentionEnded(workspace, day)
                ? ledger
                : ledger with
                {
                    RetentionEnded = new SortedDictionary<string, DateOnly>(
                        ledger.RetentionEnded.ToDictionary(), StringComparer.Ordinal)
                    { [workspace] = day },
                },
            cancellationToken);

    /// <summary>Whether content of a workspace's day was deleted since its retention had ended.</summary>
    public bool HasRetentionEnded(string workspace, DateOnly day) =>
        RetentionEnded.TryGetValue(workspace, out var last) && day <= last;

    /// <summary>Whether an object was deleted to keep the store within its limit.</summary>
    public bool WasLimited(string name) => Limited.Contains(name, StringComparer.Ordinal);

    private static async Task ChangeAsync(
        IObjectStore store, string prefix, Func<SweepLedger, SweepLedger> change, CancellationToken cancellationToken)
    {
        string name = ObjectNames.SweepLedger(prefix);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            long generation = (await store.StatAsync(name, cancellationToken))?.Generation ?? 0;
            var before = await ReadAsync(store, prefix, cancellationToken);
            var after = change(before);
            if (ReferenceEquals(before, after))
                return;
            byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(after, SweepLedgerJson.Default.SweepLedger);
            var properties = new ObjectProperties
            {
                ContentType = "application/json",
                Crc32C = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, bytes),
            };
            // Somebody else may sweep at the same time.
            var put = await store.PutAsync(name, new MemoryStream(bytes), properties, generation, cancellationToken);
            if (put != PutResult.Conflict)
                return;
        }
        throw new ObjectStoreException(StoreFault.Unavailable, $"{store.Place}: {name} changes faster than it can be written.");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SweepLedger))]
internal sealed partial class SweepLedgerJson : JsonSerializerContext;
