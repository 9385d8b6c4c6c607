using System.Text;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Signing;

/// <summary>
/// The key that signs, and the one that will after it. Sidecars are given the public halves of both, so that a rotation strands
/// none that was injected since the last one.
/// </summary>
/// <param name="Current">Signs.</param>
/// <param name="Next">Signs after the next rotation; null: there is none, as in directory mode.</param>
internal sealed record SigningKeySet(SigningKey Current, SigningKey? Next)
{
    private const string CurrentFile = "current.pem";
    private const string NextFile = "next.pem";
    private const string PublicFile = "config-key";

    private readonly ConfigKeys _public = ConfigKeys.TryParse(PublicKeysOf(Current, Next))!;

    /// <summary>Both public keys, as <c>--config-key</c> of the sidecar takes them.</summary>
    public string PublicKeys => PublicKeysOf(Current, Next);

    public static SigningKeySet Create() => new(SigningKey.Create(), SigningKey.Create());

    /// <summary>Reads a Secret's values; null: there is no usable current key among them.</summary>
    public static SigningKeySet? TryLoad(IReadOnlyDictionary<string, byte[]>? data) =>
        Load(data, CurrentFile) is { } current ? new(current, Load(data, NextFile)) : null;

    /// <summary>The values for a Secret; the public keys stand there for those who start a sidecar by hand.</summary>
    public IReadOnlyDictionary<string, byte[]> ToData()
    {
        var data = new Dictionary<string, byte[]>
        {
            [CurrentFile] = Current.ToPem(),
            [PublicFile] = Encoding.ASCII.GetBytes(PublicKeys),
        };
        if (Next is not null)
            data[NextFile] = Next.ToPem();
        return data;
    }

    /// <summary>The next key signs, and there is another next one.</summary>
    public SigningKeySet Rotate() => new(Next ?? SigningKey.Create(), SigningKey.Create());

    /// <summary>Whether one of the keys signed the envelope.</summary>
    public bool Verify(ConfigEnvelope envelope) => _public.Verify(envelope);

    private static string PublicKeysOf(SigningKey current, SigningKey? next) =>
        next is null ? current.PublicKey : $"{current.PublicKey},{next.PublicKey}";

    private static SigningKey? Load(IReadOnlyDictionary<string, byte[]>? data, string file) =>
        data?.GetValueOrDefault(file) is { } pem ? SigningKey.TryLoad(pem) : null;
}
