using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Signing;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Signing;

public sealed class EnvelopeSignerTests
{
    private static readonly EnvelopeSubject Subject = new("uid-1", "workspace-1", new string('a', 64), new string('b', 64));

    private readonly FakeTimeProvider _time = Clocks.Noon();
    private SigningKeySet _keys = SigningKeySet.Create();
    private readonly EnvelopeSigner _signer;

    public EnvelopeSignerTests() => _signer = Restart();

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public void What_is_in_force_and_says_the_same_is_kept_also_by_the_next_leader()
    {
        var first = _signer.Sign(Subject, null);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Same(first, _signer.Sign(Subject, first));
        Assert.Same(first, Restart().Sign(Subject, first));
        Assert.Equal((Now - 3_600_000, _keys.Current.Id), (Read(first).Counter, Read(first).KeyId));
    }

    [Fact]
    public void Another_configuration_other_credentials_or_another_workspace_is_signed_anew_with_a_greater_counter()
    {
        var signature = _signer.Sign(Subject, null);
        foreach (var other in new[]
                 {
                     Subject with { Revision = new string('c', 64) }, Subject with { Credentials = new string('c', 64) },
                     Subject with { WorkspaceId = "workspace-2" },
                 })
        {
            var next = _signer.Sign(other, signature);
            Assert.True(Read(next).Counter > Read(signature).Counter);
            Assert.True(_keys.Verify(Read(next)));
            signature = next;
        }
    }

    [Fact]
    public void A_leader_whose_clock_is_behind_goes_on_from_the_counter_in_force()
    {
        var first = _signer.Sign(Subject, null);
        var behind = new FakeTimeProvider(_time.GetUtcNow() - TimeSpan.FromDays(2));
        var next = new EnvelopeSigner(() => _keys, behind).Sign(Subject with { Revision = new string('c', 64) }, first);
        Assert.Equal(Read(first).Counter + 1, Read(next).Counter);
    }

    [Fact]
    public void After_a_backup_was_restored_the_next_counter_is_past_every_one_before()
    {
        var restored = _signer.Sign(Subject, null);
        _time.Advance(TimeSpan.FromMinutes(1));
        var lost = _signer.Sign(Subject with { Revision = new string('c', 64) }, restored);
        _time.Advance(TimeSpan.FromSeconds(1));

        // The leader that gave out the lost one isn't fooled, and another isn't behind it.
        Assert.True(Read(_signer.Sign(Subject, restored)).Counter > Read(lost).Counter);
        Assert.True(Read(Restart().Sign(Subject with { Revision = new string('d', 64) }, restored)).Counter > Read(lost).Counter);
    }

    [Fact]
    public void A_sidecar_that_has_seen_a_higher_counter_is_believed_once_a_minute()
    {
        var restored = _signer.Sign(Subject, null);
        var leader = Restart();
        Assert.Same(restored, leader.Sign(Subject, restored, isReplayed: true));

        _time.Advance(TimeSpan.FromMinutes(1));
        var renewed = leader.Sign(Subject, restored, isReplayed: true);
        Assert.Equal(Now, Read(renewed).Counter);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Same(renewed, leader.Sign(Subject, renewed, isReplayed: true));
    }

    [Fact]
    public void The_counter_of_a_signature_that_is_not_ours_or_not_for_here_counts_nothing()
    {
        var forged = SigningKey.Create().Sign(Read(_signer.Sign(Subject, null)) with { Counter = long.MaxValue - 1 }).ToBytes();
        Assert.InRange(Read(_signer.Sign(Subject, forged)).Counter, Now, Now + 1);

        var elsewhere = _keys.Current.Sign(Read(forged) with { NamespaceUid = "uid-2" }).ToBytes();
        Assert.InRange(Read(_signer.Sign(Subject, elsewhere)).Counter, Now, Now + 2);
        Assert.InRange(Read(_signer.Sign(Subject, "garbage"u8.ToArray())).Counter, Now, Now + 3);
    }

    [Fact]
    public void After_a_rotation_everything_is_signed_by_the_next_key_which_sidecars_knew()
    {
        var known = ConfigKeys.TryParse(_keys.PublicKeys)!;
        var first = _signer.Sign(Subject, null);
        var next = _keys.Next!.Id;

        _keys = _keys.Rotate();
        var second = _signer.Sign(Subject, first);

        Assert.Equal(next, Read(second).KeyId);
        Assert.True(known.Verify(Read(second)));
        Assert.True(Read(second).Counter > Read(first).Counter);
        Assert.DoesNotContain(_keys.Next!.Id, known.Ids);
    }

    [Fact]
    public void A_lost_key_leaves_nothing_that_the_sidecars_before_would_take()
    {
        var known = ConfigKeys.TryParse(_keys.PublicKeys)!;
        var first = _signer.Sign(Subject, null);
        _keys = SigningKeySet.Create();

        Assert.False(known.Verify(Read(_signer.Sign(Subject, first))));
    }

    [Fact]
    public void Keys_survive_their_Secret_and_show_nothing_private_in_text()
    {
        var data = _keys.ToData();
        var loaded = SigningKeySet.TryLoad(data)!;
        Assert.Equal(_keys.PublicKeys, loaded.PublicKeys);
        Assert.Equal(_keys.PublicKeys, Encoding.ASCII.GetString(data["config-key"]));
        Assert.DoesNotContain("PRIVATE", $"{_keys} {_keys.Current}", StringComparison.Ordinal);
        Assert.Null(SigningKeySet.TryLoad(null));
        Assert.Null(SigningKeySet.TryLoad(new Dictionary<string, byte[]> { ["current.pem"] = "broken"u8.ToArray() }));
    }

    private static ConfigEnvelope Read(byte[] signature) => ConfigEnvelope.TryParse(signature)!;

    private EnvelopeSigner Restart() => new(() => _keys, _time);
}
