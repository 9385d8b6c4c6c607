using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Signing;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Tests.Conformance;
using K8sRouter.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Configuration;

/// <summary>What a sidecar with the operator's keys takes of a volume that others may write.</summary>
public sealed class SignedConfigurationTests : IDisposable
{
    private const string NamespaceUid = "5a6b7c8d-1111-4222-8333-444455556666";

    private static readonly RouterConfig Loose = Samples.Config();
    private static readonly RouterConfig Strict = Loose with { Endpoints = [] };

    private readonly MountedVolume _volume = new();
    private readonly MountedVolume _journal = new();
    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly List<string> _looked = [];
    private SigningKeySet _keys = SigningKeySet.Create();
    private string? _startKeys;
    private EnvelopeSigner _signer;
    private ConfigurationStore _store;

    public SignedConfigurationTests()
    {
        _signer = new EnvelopeSigner(() => _keys, _clock);
        _store = Start();
    }

    public void Dispose()
    {
        _volume.Dispose();
        _journal.Dispose();
    }

    [Fact]
    public void A_signed_configuration_comes_into_force_and_the_signature_is_no_credential()
    {
        Deliver(Strict);

        Assert.Null(_store.Refusal);
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeMilliseconds(), _store.Current!.Counter);
        Assert.DoesNotContain(ConfigFiles.Signature, _store.Current.Credentials.Names);
    }

    [Fact]
    public void A_policy_of_somebody_elses_under_the_operators_signature_is_refused_and_the_last_good_one_stays()
    {
        Deliver(Strict);
        var good = _store.Current;

        _volume.Write(Loose);
        _store.Poll();

        Refused("forged", good);
        Assert.Equal(["accepted", "refused"], _looked);
    }

    [Fact]
    public void What_nobody_signed_is_refused_with_a_key_and_taken_without()
    {
        _volume.Write(Strict);
        _store.Poll();
        Refused("unsigned", null);

        using var other = new MountedVolume();
        other.Write(Strict);
        var trusting = new ConfigurationStore(other.Path, _clock, NullLogger<ConfigurationStore>.Instance);
        trusting.Poll();
        Assert.Null(trusting.Refusal);
        Assert.Null(trusting.Current!.Counter);
    }

    [Fact]
    public void A_signature_with_a_key_of_ones_own_is_refused_also_under_the_name_of_the_operators()
    {
        Deliver(Strict);
        var good = _store.Current;
        var own = SigningKey.Create();

        Mount(Loose, envelope => own.Sign(envelope));
        Refused("unknown_key", good);
        Assert.Contains("restart the pod", _store.Refusal!.Reason, StringComparison.Ordinal);

        Mount(Loose, envelope => envelope with { Signature = own.Sign(envelope).Signature });
        Refused("forged", good);
    }

    [Fact]
    public void After_a_rotation_the_next_key_is_taken_and_after_a_lost_one_the_last_good_configuration_stays()
    {
        Deliver(Loose);
        _keys = _keys.Rotate();
        Deliver(Strict);
        Assert.Null(_store.Refusal);
        Assert.Empty(_store.Current!.Config.Endpoints);
        var good = _store.Current;

        _keys = SigningKeySet.Create();
        Deliver(Loose);
        Refused("unknown_key", good);
    }

    [Fact]
    public void A_configuration_of_another_namespace_is_refused()
    {
        Mount(Strict, envelope => _keys.Current.Sign(envelope with { NamespaceUid = "another" }));
        Refused("elsewhere", null);

        Mount(Strict with { Workspace = Strict.Workspace with { Name = "team-b" } }, _keys.Current.Sign);
        Refused("elsewhere", null);

        Mount(Strict, envelope => _keys.Current.Sign(envelope with { WorkspaceId = "another" }));
        Refused("elsewhere", null);
    }

    [Fact]
    public void An_older_signed_configuration_is_refused_also_by_a_process_that_starts_anew()
    {
        Deliver(Loose);
        string older = _volume.Files[ConfigFiles.Signature];
        _clock.Advance(TimeSpan.FromSeconds(1));
        Deliver(Strict);
        var good = _store.Current;

        _volume.Files[ConfigFiles.Signature] = older;
        _volume.Write(Loose);
        _store.Poll();
        Refused("replayed", good);

        _store = Start();
        _store.Poll();
        Refused("replayed", null);
    }

    [Fact]
    public void Where_the_journal_is_new_an_older_signed_configuration_is_taken()
    {
        Deliver(Loose);
        string older = _volume.Files[ConfigFiles.Signature];
        _clock.Advance(TimeSpan.FromSeconds(1));
        Deliver(Strict);
        File.Delete(CounterPath);

        _volume.Files[ConfigFiles.Signature] = older;
        _volume.Write(Loose);
        _store = Start();
        _store.Poll();
        Assert.Null(_store.Refusal);
    }

    [Fact]
    public void The_same_configuration_signed_again_moves_the_counter_on()
    {
        Deliver(Strict);
        string older = _volume.Files[ConfigFiles.Signature];
        var first = _store.Current;
        _clock.Advance(TimeSpan.FromSeconds(1));
        _signer = new EnvelopeSigner(() => _keys, _clock);
        Deliver(Strict);
        Assert.Same(first, _store.Current);

        _volume.Files[ConfigFiles.Signature] = older;
        _volume.Write(Strict);
        _store.Poll();
        Refused("replayed", first);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12 monkeys")]
    [InlineData("-5\n")]
    public void A_damaged_counter_counts_as_none(string damaged)
    {
        File.WriteAllText(CounterPath, damaged);
        Deliver(Strict);
        Assert.Null(_store.Refusal);
        Assert.Equal($"{_store.Current!.Counter}\n", File.ReadAllText(CounterPath));
    }

    [Fact]
    public void A_counter_that_can_not_be_kept_keeps_the_configuration_out_until_it_can()
    {
        Directory.CreateDirectory(CounterPath);
        Deliver(Strict);
        Assert.Null(_store.Current);
        Assert.Contains("can't be written", _store.Refusal!.Reason, StringComparison.Ordinal);

        Directory.Delete(CounterPath);
        _store.Poll();
        Assert.NotNull(_store.Current);
        Assert.Null(_store.Refusal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_volume_of_which_one_half_is_newer_is_waited_for_and_no_fault(bool credentialsComeFirst)
    {
        Deliver(Loose);
        var good = _store.Current;
        var before = new Dictionary<string, string>(_volume.Files);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _volume.Files[ConfigFiles.ProviderCredential("acme")] = "sk-rotated";
        Sign(Strict, _keys.Current.Sign);
        var after = new Dictionary<string, string>(_volume.Files);

        // As the kubelet projects it when it has refreshed one of the two objects.
        _volume.Files[credentialsComeFirst ? ConfigFiles.Signature : ConfigFiles.ProviderCredential("acme")] =
            before[credentialsComeFirst ? ConfigFiles.Signature : ConfigFiles.ProviderCredential("acme")];
        _volume.Write(credentialsComeFirst ? Loose : Strict);
        _store.Poll();
        Refused("not_whole", good);
        Assert.False(_store.Refusal!.IsFault);
        Assert.Equal(["accepted"], _looked);

        foreach (var (name, value) in after)
            _volume.Files[name] = value;
        _volume.Write(Strict);
        _store.Poll();
        Assert.Null(_store.Refusal);
        Assert.True(_store.Current!.Credentials.TryGet(ConfigFiles.ProviderCredential("acme"), out string? value2));
        Assert.Equal("sk-rotated", value2);
        Assert.Equal(["accepted", "accepted"], _looked);
    }

    [Fact]
    public void Whoever_heard_of_a_refusal_hears_that_it_is_over_also_when_a_half_came_between()
    {
        Deliver(Strict);
        _volume.Vanish();
        _store.Poll();
        string key = _volume.Files[ConfigFiles.ProviderCredential("acme")];
        _volume.Files[ConfigFiles.ProviderCredential("acme")] = "sk-other";
        _volume.Write(Strict);
        _store.Poll();
        Refused("not_whole", _store.Current);

        _volume.Files[ConfigFiles.ProviderCredential("acme")] = key;
        _volume.Write(Strict);
        _store.Poll();
        Assert.Equal(["accepted", "vanished", "accepted"], _looked);
    }

    [Fact]
    public void A_file_that_somebody_adds_to_the_volume_is_not_taken_for_a_credential()
    {
        Deliver(Strict);
        _volume.Files["provider-other"] = "sk-planted";
        _volume.Write(Strict);
        _store.Poll();
        Refused("not_whole", _store.Current);
        Assert.DoesNotContain("provider-other", _store.Current!.Credentials.Names);
    }

    [Fact]
    public void No_flipped_byte_of_any_file_ever_puts_something_else_in_force()
    {
        Deliver(Strict);
        var good = _store.Current!;
        string folder = Path.Combine(_volume.Path, new FileInfo(Path.Combine(_volume.Path, ConfigFiles.DataLink)).LinkTarget!);
        var trust = Trust();
        foreach (string file in Directory.GetFiles(folder))
        {
            byte[] content = File.ReadAllBytes(file);
            for (int at = 0; at < content.Length; at++)
            {
                byte[] flipped = [.. content];
                flipped[at] ^= 1;
                File.WriteAllBytes(file, flipped);
                // Of the compressed document a few bytes, such as a time stamp, say nothing of its content.
                var loaded = Load();
                bool isSame = loaded?.Revision == good.Revision && loaded.Credentials.SameAs(good.Credentials);
                Assert.True(loaded is null || (isSame && Path.GetFileName(file) == ConfigFiles.RouterConfig), $"byte {at} of {Path.GetFileName(file)}");
            }
            File.WriteAllBytes(file, content);
        }
        Assert.NotNull(Load());

        ActiveConfiguration? Load()
        {
            try
            {
                return ConfigurationLoader.Load(folder, _clock.GetUtcNow(), trust);
            }
            catch (ConfigurationRefusedException)
            {
                return null;
            }
        }
    }

    private string CounterPath => Path.Combine(_journal.Path, "config-counter");

    private ConfigurationTrust Trust() => ConfigurationTrust.Of(new SidecarOptions
    {
        ConfigDirectory = _volume.Path,
        ConfigKey = _startKeys ??= _keys.PublicKeys, // A process is given the keys once.
        NamespaceUid = NamespaceUid,
        PodNamespace = Strict.Workspace.Name,
        JournalDirectory = _journal.Path,
    })!;

    private ConfigurationStore Start() => new(_volume.Path, _clock, NullLogger<ConfigurationStore>.Instance)
    {
        Trust = Trust(),
        Looked = _looked.Add,
    };

    /// <summary>As the operator delivers.</summary>
    private void Deliver(RouterConfig config)
    {
        byte[] signature = _signer.Sign(Subject(config), null);
        _volume.Files[ConfigFiles.Signature] = Encoding.ASCII.GetString(signature);
        _volume.Write(config);
        _store.Poll();
    }

    private void Mount(RouterConfig config, Func<ConfigEnvelope, ConfigEnvelope> sign)
    {
        Sign(config, sign);
        _volume.Write(config);
        _store.Poll();
    }

    private void Sign(RouterConfig config, Func<ConfigEnvelope, ConfigEnvelope> sign)
    {
        var subject = Subject(config);
        var envelope = new ConfigEnvelope
        {
            KeyId = _keys.Current.Id,
            NamespaceUid = subject.NamespaceUid,
            WorkspaceId = subject.WorkspaceId,
            Counter = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Revision = subject.Revision,
            Credentials = subject.Credentials,
        };
        _volume.Files[ConfigFiles.Signature] = Encoding.ASCII.GetString(sign(envelope).ToBytes());
    }

    private EnvelopeSubject Subject(RouterConfig config)
    {
        var secrets = _volume.Files.Where(file => file.Key != ConfigFiles.Signature)
            .ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value));
        return new EnvelopeSubject(
            NamespaceUid, config.Workspace.Id, RouterConfigSerializer.Revision(RouterConfigSerializer.Serialize(config)), CredentialsDigest.Of(secrets)!);
    }

    private void Refused(string code, ActiveConfiguration? inForce)
    {
        Assert.Equal(code, _store.Refusal?.Code);
        Assert.Same(inForce, _store.Current);
    }
}
