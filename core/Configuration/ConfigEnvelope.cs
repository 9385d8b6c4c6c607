using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace K8sRouter.Core.Configuration;

/// <summary>
/// What the operator vouches for by its signature: which configuration, with which credentials, is in force where. A file beside
/// the configuration, in ASCII, a line a field and the signature last. There is one form of each envelope: whatever differs from
/// it by a byte is no envelope, or has another signature.
/// </summary>
public sealed record ConfigEnvelope
{
    /// <summary>No envelope is longer.</summary>
    public const int MaxBytes = 2048;

    private const string FirstLine = "k8srouter-config-signature 1\n";
    private const int MaxNameLength = 128;
    private const int HashLength = 64;
    private const int SignatureBytes = 64;

    /// <summary>Identifies the key that signed, as <see cref="ConfigKeys.IdOf"/> does.</summary>
    public required string KeyId { get; init; }

    /// <summary>UID of the namespace that the configuration is for: it can't be moved to another.</summary>
    public required string NamespaceUid { get; init; }

    /// <summary>Id of the workspace.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Grows with every signature for a namespace: an older configuration can't replace a newer one.</summary>
    public required long Counter { get; init; }

    /// <summary>Revision of the configuration: the SHA-256 of its canonical JSON.</summary>
    public required string Revision { get; init; }

    /// <summary>Digest of the credentials, as <see cref="CredentialsDigest"/> makes it.</summary>
    public required string Credentials { get; init; }

    /// <summary>ECDSA over P-256 and SHA-256 of all the above, 64 bytes.</summary>
    public ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>The envelope with a signature.</summary>
    /// <param name="key">A private key on P-256.</param>
    public ConfigEnvelope Sign(ECDsa key) => this with { Signature = key.SignData(SignedBytes(), HashAlgorithmName.SHA256) };

    /// <summary>Whether the signature is that key's.</summary>
    public bool IsSignedBy(ECDsa key) => key.VerifyData(SignedBytes(), Signature.Span, HashAlgorithmName.SHA256);

    /// <summary>The file.</summary>
    public byte[] ToBytes() =>
        [.. SignedBytes(), .. Encoding.ASCII.GetBytes($"signature: {Convert.ToBase64String(Signature.Span)}\n")];

    /// <summary>Reads the file; null: it isn't one. Says nothing of the signature.</summary>
    public static ConfigEnvelope? TryParse(ReadOnlySpan<byte> file)
    {
        if (file.Length > MaxBytes || file.ContainsAnyExceptInRange((byte)'\n', (byte)'~'))
            return null;
        string text = Encoding.ASCII.GetString(file);
        if (!text.StartsWith(FirstLine, StringComparison.Ordinal))
            return null;
        string[] lines = text[FirstLine.Length..].Split('\n');
        if (lines.Length != 8
            || Value(lines[0], "key: ") is not { } key
            || Value(lines[1], "namespace: ") is not { } namespaceUid
            || Value(lines[2], "workspace: ") is not { } workspaceId
            || !long.TryParse(Value(lines[3], "counter: "), NumberStyles.None, CultureInfo.InvariantCulture, out long counter)
            || Value(lines[4], "revision: ") is not { Length: HashLength } revision
            || Value(lines[5], "credentials: ") is not { Length: HashLength } credentials
            || Value(lines[6], "signature: ") is not { } encoded)
            return null;
        var signature = new byte[SignatureBytes + 1];
        if (!Convert.TryFromBase64String(encoded, signature, out int length) || length != SignatureBytes)
            return null;
        var envelope = new ConfigEnvelope
        {
            KeyId = key,
            NamespaceUid = namespaceUid,
            WorkspaceId = workspaceId,
            Counter = counter,
            Revision = revision,
            Credentials = credentials,
            Signature = signature.AsMemory(0, length),
        };
        // Numbers and base64 can be written in more than one way; only ours counts.
        return file.SequenceEqual(envelope.ToBytes()) ? envelope : null;
    }

    private static string? Value(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line.Length - name.Length <= MaxNameLength
            ? line[name.Length..]
            : null;

    private byte[] SignedBytes() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{FirstLine}key: {KeyId}\nnamespace: {NamespaceUid}\nworkspace: {WorkspaceId}\ncounter: {Counter}\n"
        + $"revision: {Revision}\ncredentials: {Credentials}\n"));
}
