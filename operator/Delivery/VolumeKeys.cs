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

    /// <summary>
    /// What the loss of a key means. Without the admin token the operator can't ask for a moment, and nothing is lost.
    /// </summary>
    private static readonly (string Name, string Meaning)[] Losses =
    [
        (ConfigFiles.JournalKey, "what a sidecar hasn't delivered from its journal can't be read once it restarts"),
        (ConfigFiles.HashingKey, "users have other identities at providers from now on"),
    ];

    private static readonly string[] Made = [ConfigFiles.JournalKey, ConfigFiles.HashingKey, ConfigFiles.AdminToken];

    /// <summary>
    /// All that a volume holds beside the configuration: what is delivered, the keys of <paramref name="existing"/>, earlier
    /// journal keys included, and new ones for what is missing or broken. A journal key that another takes the place of stays
    /// as an earlier one: journals are still encrypted with it.
    /// </summary>
    /// <param name="existing">What the volume holds now; empty: nothing yet.</param>
    /// <param name="delivered">File name to secret value.</param>
    public static SortedDictionary<string, byte[]> Combine(
        IReadOnlyDictionary<string, byte[]> existing, IReadOnlyDictionary<string, string> delivered)
    {
        var files = Keep(existing);
        if (delivered.TryGetValue(ConfigFiles.JournalKey, out var journal)
            && files.TryGetValue(ConfigFiles.JournalKey, out var replaced) && Text(replaced) != journal)
            KeepEarlier(files, replaced);
        foreach (var (name, value) in delivered)
            files[name] = Encoding.UTF8.GetBytes(value);
        foreach (var name in Made)
        {
            if (!files.ContainsKey(name))
                files[name] = Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
        }
        return files;
    }

    /// <summary>What can't be read or told any more where keys that there were are gone; empty: none is.</summary>
    /// <param name="existing">What is left of the volume.</param>
    /// <param name="delivered">File name to secret value.</param>
    public static IReadOnlyList<string> DescribeLost(
        IReadOnlyDictionary<string, byte[]> existing, IReadOnlyDictionary<string, string> delivered)
    {
        var kept = Keep(existing);
        return [.. Losses.Where(loss => !kept.ContainsKey(loss.Name) && !delivered.ContainsKey(loss.Name))
            .Select(loss => $"{loss.Name}: {loss.Meaning}")];
    }

    /// <summary>The valid keys among <paramref name="existing"/>.</summary>
    public static SortedDictionary<string, byte[]> Keep(IReadOnlyDictionary<string, byte[]> existing) =>
        new(existing.Where(file => IsKeyName(file.Key) && IsKey(file.Value)).ToDictionary(), StringComparer.Ordinal);

    /// <summary>
    /// What a workspace's sidecars take for proof that the operator speaks; null: there is none, or it is broken.
    /// </summary>
    public static string? AdminToken(IReadOnlyDictionary<string, byte[]>? existing) =>
        existing?.GetValueOrDefault(ConfigFiles.AdminToken) is { } token && IsKey(token)
            ? Text(token)
            : null;

    private static void KeepEarlier(SortedDictionary<string, byte[]> files, byte[] key)
    {
        var earlier = files.Where(file => file.Key.StartsWith(ConfigFiles.PreviousJournalKeyPrefix, StringComparison.Ordinal));
        if (earlier.Any(file => Text(file.Value) == Text(key)))
            return;
        var number = 1;
        while (files.ContainsKey($"{ConfigFiles.PreviousJournalKeyPrefix}{number}"))
            number++;
        files[$"{ConfigFiles.PreviousJournalKeyPrefix}{number}"] = key;
    }

    private static string Text(byte[] content) => Encoding.ASCII.GetString(content).Trim();

    private static bool IsKeyName(string name) =>
        Made.Contains(name)
        || name.StartsWith(ConfigFiles.PreviousJournalKeyPrefix, StringComparison.Ordinal);

    private static bool IsKey(byte[] content)
    {
        var decoded = new byte[KeyBytes + 1];
        return Convert.TryFromBase64String(Text(content), decoded, out var length)
            && length == KeyBytes;
    }
}
