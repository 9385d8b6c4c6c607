using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>The secret files of the mounted volume by name, each without one trailing newline. Never logged.</summary>
internal sealed class Credentials(IReadOnlyDictionary<string, string> files)
{
    private readonly FrozenDictionary<string, string> _files = files.ToFrozenDictionary(StringComparer.Ordinal);

    public static Credentials None { get; } = new(new Dictionary<string, string>());

    /// <summary>As <see cref="CredentialsDigest"/> makes it of the mounted files; null: there is no hashing key.</summary>
    public string? Digest { get; init; }

    public IReadOnlyCollection<string> Names => _files.Keys;

    public bool TryGet(string file, [NotNullWhen(true)] out string? value) => _files.TryGetValue(file, out value);

    public bool SameAs(Credentials other) =>
        _files.Count == other._files.Count
            && _files.All(f => other._files.TryGetValue(f.Key, out string? value) && value == f.Value);

    /// <summary>Says how many there are, never what they hold: a stray log line must not leak.</summary>
    public override string ToString() => $"{_files.Count} credentials";
}
