using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Signing;

namespace K8sRouter.Operator.Delivery;

/// <summary>
/// Delivers configurations to <c>&lt;root&gt;/&lt;namespace&gt;/</c>, each a <see cref="ProjectedVolume"/> as a cluster would
/// mount it.
/// </summary>
/// <param name="root">The folder of <c>--config-out</c>; made where it is missing.</param>
/// <param name="time">Names the dated folders.</param>
/// <param name="signer">Signs what is delivered; null: nothing is signed.</param>
internal sealed class DirectoryWriter(string root, TimeProvider time, EnvelopeSigner? signer = null)
{
    /// <summary>
    /// Puts a workspace's configuration and credentials in force; false: they already are, and nothing is touched.
    /// </summary>
    /// <param name="workspace">The namespace.</param>
    /// <param name="canonicalJson">Canonical JSON of its <see cref="RouterConfig"/>.</param>
    /// <param name="credentials">File name to secret value.</param>
    /// <param name="subject">What is signed, given the credentials' digest; null: nothing is.</param>
    /// <exception cref="IOException">The folder can't be written.</exception>
    public bool Write(
        string workspace, byte[] canonicalJson, IReadOnlyDictionary<string, string> credentials,
        Func<string, EnvelopeSubject>? subject = null)
    {
        var volume = VolumeOf(workspace);
        var current = volume.Read();
        var secrets = VolumeKeys.Combine(current.Count > 0 ? current : volume.ReadRetracted(), credentials);
        var signature = subject is null
            ? null
            : signer?.Sign(subject(CredentialsDigest.Of(secrets)!), current.GetValueOrDefault(ConfigFiles.Signature));
        if (IsInForce(current, canonicalJson, secrets, signature))
            return false;

        var files = new SortedDictionary<string, VolumeFile>(StringComparer.Ordinal);
        foreach (var (name, content) in secrets)
            files[name] = new VolumeFile(content, VolumeFile.Secret);
        files[ConfigFiles.RouterConfig] = new VolumeFile(RouterConfigSerializer.Compress(canonicalJson), VolumeFile.Public);
        if (signature is not null)
            files[ConfigFiles.Signature] = new VolumeFile(signature, VolumeFile.Public);
        volume.Replace(files);
        return true;
    }

    /// <summary>
    /// Takes a workspace that is gone out of force: its credentials leave the disk, its keys stay in case it comes back (its
    /// journal is encrypted with them).
    /// </summary>
    public void Remove(string workspace)
    {
        var volume = VolumeOf(workspace);
        volume.Retract(VolumeKeys.Keep(volume.Read())
            .ToDictionary(key => key.Key, key => new VolumeFile(key.Value, VolumeFile.Secret)));
    }

    /// <summary>Workspaces with a configuration in force, of earlier runs too, in order.</summary>
    public IReadOnlyList<string> Delivered() =>
        Directory.Exists(root)
            ? [.. Directory.EnumerateDirectories(root)
                .Select(path => Path.GetFileName(path)).Where(IsDelivered).Order(StringComparer.Ordinal)]
            : [];

    private static bool IsInForce(
        IReadOnlyDictionary<string, byte[]> current, byte[] canonicalJson, SortedDictionary<string, byte[]> secrets,
        byte[]? signature) =>
        current.Count == secrets.Count + (signature is null ? 1 : 2)
        && ReferenceEquals(current.GetValueOrDefault(ConfigFiles.Signature), signature)
        && current.TryGetValue(ConfigFiles.RouterConfig, out var compressed)
        && secrets.All(secret => current.TryGetValue(secret.Key, out var content) && content.AsSpan().SequenceEqual(secret.Value))
        && Inflate(compressed).AsSpan().SequenceEqual(canonicalJson);

    /// <summary>Compares what was compressed: another runtime may compress the same bytes differently.</summary>
    private static byte[] Inflate(byte[] compressed)
    {
        try
        {
            return RouterConfigSerializer.Decompress(compressed);
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private bool IsDelivered(string workspace) =>
        VolumeOf(workspace) is { Exists: true } volume && volume.Read().ContainsKey(ConfigFiles.RouterConfig);

    private ProjectedVolume VolumeOf(string workspace) => new(Path.Combine(root, workspace), time);
}
