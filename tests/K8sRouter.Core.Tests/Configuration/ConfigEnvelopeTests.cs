using System.Security.Cryptography;
using System.Text;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Tests.Configuration;

public sealed class ConfigEnvelopeTests : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private ConfigKeys Keys => ConfigKeys.TryParse(PublicKey(_key))!;

    public void Dispose() => _key.Dispose();

    [Fact]
    public void What_was_signed_reads_the_same_and_is_verified_by_the_public_key()
    {
        var envelope = Signed();
        var read = ConfigEnvelope.TryParse(envelope.ToBytes())!;

        Assert.Equal(envelope.ToBytes(), read.ToBytes());
        Assert.Equal((envelope.KeyId, envelope.NamespaceUid, envelope.WorkspaceId, envelope.Counter), (read.KeyId, read.NamespaceUid, read.WorkspaceId, read.Counter));
        Assert.Equal((envelope.Revision, envelope.Credentials), (read.Revision, read.Credentials));
        Assert.True(Keys.Verify(read));
    }

    [Fact]
    public void Any_flipped_bit_makes_it_no_envelope_or_one_of_another_signature()
    {
        byte[] file = Signed().ToBytes();
        var keys = Keys;
        for (int at = 0; at < file.Length; at++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] flipped = [.. file];
                flipped[at] ^= (byte)(1 << bit);
                Assert.False(ConfigEnvelope.TryParse(flipped) is { } read && keys.Verify(read), $"bit {bit} of byte {at} made no difference");
            }
        }
    }

    [Fact]
    public void Whatever_is_cut_appended_or_random_is_no_envelope_and_no_crash()
    {
        byte[] file = Signed().ToBytes();
        for (int length = 0; length < file.Length; length++)
            Assert.Null(ConfigEnvelope.TryParse(file.AsSpan(0, length)));
        Assert.Null(ConfigEnvelope.TryParse([.. file, (byte)'\n']));
        Assert.Null(ConfigEnvelope.TryParse([.. file, .. file]));

        var random = new Random(20261130);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] garbage = new byte[random.Next(1, 600)];
            random.NextBytes(garbage);
            Assert.Null(ConfigEnvelope.TryParse(garbage));
            // Lines of the right names with anything in them.
            byte[] mixed = [.. file];
            int at = random.Next(mixed.Length);
            garbage.AsSpan(0, Math.Min(garbage.Length, mixed.Length - at)).CopyTo(mixed.AsSpan(at));
            Assert.False(ConfigEnvelope.TryParse(mixed) is { } read && !mixed.AsSpan().SequenceEqual(file) && Keys.Verify(read));
        }
    }

    [Theory]
    [InlineData("counter: 1764500000000", "counter: 01764500000000")]
    [InlineData("counter: 1764500000000", "counter: -1")]
    [InlineData("counter: 1764500000000", "counter: 99999999999999999999")]
    [InlineData("counter: 1764500000000", "counter: ")]
    [InlineData("namespace: uid-1\n", "")]
    [InlineData("namespace: uid-1\n", "namespace: uid-1\nnamespace: uid-2\n")]
    [InlineData("signature 1\n", "signature 2\n")]
    public void There_is_one_way_to_write_it(string written, string instead)
    {
        string text = Encoding.ASCII.GetString(Signed().ToBytes());
        Assert.Contains(written, text, StringComparison.Ordinal);
        Assert.Null(ConfigEnvelope.TryParse(Encoding.ASCII.GetBytes(text.Replace(written, instead, StringComparison.Ordinal))));
    }

    [Fact]
    public void Another_key_that_takes_the_name_of_the_operators_is_found_out()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.False(Keys.Verify(Signed().Sign(other)));
        Assert.True(ConfigKeys.TryParse($"{PublicKey(other)}, {PublicKey(_key)}")!.Verify(Signed()));
    }

    [Fact]
    public void Keys_that_are_none_or_on_another_curve_are_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        Assert.Null(ConfigKeys.TryParse(""));
        Assert.Null(ConfigKeys.TryParse("no key"));
        Assert.Null(ConfigKeys.TryParse(PublicKey(_key) + ",AAAA"));
        Assert.Null(ConfigKeys.TryParse(PublicKey(other)));
        Assert.Null(ConfigKeys.TryParse(Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())));
        Assert.Null(ConfigKeys.TryParse(Convert.ToBase64String(_key.ExportPkcs8PrivateKey())));
        Assert.Null(ConfigKeys.TryParse(Convert.ToBase64String([.. _key.ExportSubjectPublicKeyInfo(), 0])));
    }

    private static string PublicKey(ECDsa key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    private ConfigEnvelope Signed() => new ConfigEnvelope
    {
        KeyId = ConfigKeys.IdOf(_key.ExportSubjectPublicKeyInfo()),
        NamespaceUid = "uid-1",
        WorkspaceId = "workspace-1",
        Counter = 1_764_500_000_000,
        Revision = new string('a', 64),
        Credentials = new string('b', 64),
    }.Sign(_key);
}
