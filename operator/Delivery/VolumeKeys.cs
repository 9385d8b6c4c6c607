using System.Security.Cryptography;
using System.Text;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Delivery;

/// <summary>
/// The workspace's own keys, which live in its volume: made once, kept through every change. Losing the journal's would make
/// what isn't uploaded yet unreadable; losing the hashing key would give every user another identity at the providers; a new
/// admin token is refused by sidecars until their volume has it.
/// </summary>
internal static class VolumeKeys
{
    private const int KeyBytes = 32;

    private static readonly string[] Made = [ConfigFiles.JournalKey, ConfigFiles.HashingKey, ConfigFiles.AdminToken];

    /// <summary>
    /// The keys of <paramref name="existing"/>, earlier journal keys included, and new ones for what is missing or broken.
    /// </summary>
    public static SortedDictionary<string, byte[]> KeepOrCreate(IReadOnlyDictionary<string, byte[]> existing)
    {
        var keys = Keep(existing);
        foreach (var name in Made)
        {
            if (!keys.ContainsKey(name))
                keys[name] = Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
        }
        return keys;
    }

    /// <summary>The valid keys among <paramref name="existing"/>.</summary>
    public static SortedDictionary<string, byte[]> Keep(IReadOnlyDictionary<string, byte[]> existing) =>
        new(existing.Where(file => IsKeyName(file.Key) && IsKey(file.Value)).ToDictionary(), StringComparer.Ordinal);

    /// <summary>
    /// What a workspace's sidecars take for proof that the operator speaks; null: there is none, or it is broken.
    /// </summary>
    public static string? AdminToken(IReadOnlyDictionary<string, byte[]>? existing) =>
        existing?.GetValueOrDefault(ConfigFiles.AdminToken) is { } token && IsKey(token)
            ? Encoding.ASCII.GetString(token).Trim()
            : null;

    private static bool IsKeyName(string name) =>
        Made.Contains(name)
        || name.StartsWith(ConfigFiles.PreviousJournalKeyPrefix, StringComparison.Ordinal);

    private static bool IsKey(byte[] content)
    {
        var decoded = new byte[KeyBytes + 1];
        return Convert.TryFromBase64String(Encoding.ASCII.GetString(content).Trim(), decoded, out var length)
            && length == KeyBytes;
    }
}
