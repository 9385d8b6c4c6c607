using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Tests.Conformance;
using K8sRouter.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Configuration;

public sealed class ConfigurationStoreTests : IDisposable
{
    private readonly MountedVolume _volume = new();
    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly ConfigurationStore _store;
    private readonly List<string> _looked = [];

    public ConfigurationStoreTests()
    {
        _store = new ConfigurationStore(_volume.Path, _clock, NullLogger<ConfigurationStore>.Instance) { Looked = _looked.Add };
    }

    public void Dispose() => _volume.Dispose();

    [Fact]
    public void Without_a_configuration_there_is_none_and_the_reason_is_said()
    {
        _store.Poll();
        _store.Poll();

        Assert.Null(_store.Current);
        Assert.EndsWith("..data isn't there", _store.Refusal!.Reason, StringComparison.Ordinal);
        Assert.Equal(["vanished"], _looked);
    }

    [Fact]
    public void A_good_configuration_comes_into_force_with_its_credentials_and_revision()
    {
        var config = Samples.Config();
        _volume.Write(config);
        _store.Poll();

        Assert.Null(_store.Refusal);
        Assert.Equal(RouterConfigSerializer.Revision(RouterConfigSerializer.Serialize(config)), _store.Current!.Revision);
        Assert.True(_store.Current.Credentials.TryGet("provider-acme", out string? credential));
        Assert.Equal("sk-canary", credential);
        Assert.Equal(32, _store.Current.HashingKey.Length);
        Assert.Equal(_clock.GetUtcNow(), _store.Current.LoadedAt);
    }

    [Fact]
    public void Who_works_by_a_configuration_hears_at_once_that_another_is_in_force_and_not_of_one_that_is_refused()
    {
        _volume.Write(Samples.Config());
        _store.Poll();
        var first = _store.Current!;
        ActiveConfiguration? heard = null;
        using var registration = first.Superseded.Register(() => heard = _store.Current);

        _volume.Write(Samples.Config() with { MustUnderstand = ["something new"] });
        _store.Poll();
        Assert.Null(heard);
        _volume.Write(Samples.Config() with { InputOutputLogging = new() { Enabled = true } });
        _store.Poll();

        Assert.NotNull(heard);
        Assert.True(heard.Config.InputOutputLogging.Enabled);
        Assert.False(_store.Current!.Superseded.IsCancellationRequested);
    }

    [Fact]
    public void The_same_content_is_not_loaded_again_and_a_new_credential_is()
    {
        _volume.Write(Samples.Config());
        _store.Poll();
        var first = _store.Current;
        _volume.Write(Samples.Config());
        _store.Poll();
        Assert.Same(first, _store.Current);
        Assert.Equal(["accepted"], _looked);

        _volume.Files[ConfigFiles.ProviderCredential("acme")] = "sk-rotated";
        _volume.Write(Samples.Config());
        _store.Poll();
        Assert.NotSame(first, _store.Current);
        Assert.Equal(["accepted", "accepted"], _looked);
    }

    [Fact]
    public void A_bad_configuration_is_refused_whole_and_the_last_good_one_stays()
    {
        _volume.Write(Samples.Config());
        _store.Poll();
        var good = _store.Current;

        _volume.WriteJson("{\"workspace\": canary}");
        _store.Poll();
        _store.Poll();
        Assert.Same(good, _store.Current);
        Assert.StartsWith("router-config.json.gz: malformed at $.workspace", _store.Refusal!.Reason, StringComparison.Ordinal);
        Assert.Equal(["accepted", "refused"], _looked);

        _volume.Write(Samples.Config() with { Endpoints = [] });
        _store.Poll();
        Assert.NotSame(good, _store.Current);
        Assert.Null(_store.Refusal);
    }

    [Fact]
    public void A_vanished_volume_leaves_the_last_good_one_in_force()
    {
        _volume.Write(Samples.Config());
        _store.Poll();
        var good = _store.Current;
        _volume.Vanish();
        _store.Poll();
        Assert.Same(good, _store.Current);
        Assert.EndsWith("isn't there any more", _store.Refusal!.Reason, StringComparison.Ordinal);

        _volume.Write(Samples.Config());
        _store.Poll();
        Assert.Same(good, _store.Current);
        Assert.Null(_store.Refusal);
        // Whoever heard that it vanished hears that it is back.
        Assert.Equal(["accepted", "vanished", "accepted"], _looked);
    }

    [Fact]
    public void What_its_surroundings_refuse_for_now_is_tried_again()
    {
        bool ready = false;
        _store.Prepare = _ =>
        {
            if (!ready)
                throw new ConfigurationRefusedException("the journal's folder is taken", retry: true);
        };
        _volume.Write(Samples.Config());
        _store.Poll();
        Assert.Null(_store.Current);
        Assert.Equal("the journal's folder is taken", _store.Refusal!.Reason);

        ready = true;
        _store.Poll();
        Assert.NotNull(_store.Current);
        Assert.Null(_store.Refusal);
    }

    [Fact]
    public async Task It_looks_at_every_interval_until_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var accepted = new TaskCompletionSource();
        _store.Looked = _ => accepted.TrySetResult();
        var following = _store.FollowAsync(TimeSpan.FromMilliseconds(500), stop.Token);
        _volume.Write(Samples.Config());
        _clock.Advance(TimeSpan.FromMilliseconds(500));

        await accepted.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        await following;
        Assert.NotNull(_store.Current);
    }

    [Theory]
    [InlineData("schemaVersion", "2", "schemaVersion: 2 isn't understood, this program reads 1 to 1: upgrade the sidecar")]
    [InlineData("mustUnderstand", "[\"shadow\"]", "mustUnderstand: \"shadow\" isn't understood: upgrade the sidecar")]
    [InlineData("workspace", "{\"name\":\"a\",\"id\":\"b\",\"region\":\"mars\"}", "workspace.region: Unsupported value: \"mars\"")]
    [InlineData("workspace", "{\"name\":\"a\",\"id\":\"b\",\"region\":\"europe\"}", "endpoints[0].region: \"us\" in a workspace of region \"europe\"")]
    [InlineData("apiKeys", "[{\"name\":\"k\",\"hash\":\"AB\",\"administrator\":false}]", "apiKeys[0].hash: must be 64 lowercase hexadecimal characters")]
    [InlineData("apiKeys", "[{\"name\":\"k\",\"hash\":null}]", "apiKeys[0].hash: Required value")]
    [InlineData("models", "[]", "endpoints[0].model: Not found: \"openai/gpt-5-mini\"")]
    [InlineData("providers", "[]", "endpoints[0].provider: Not found: \"acme\"")]
    [InlineData("providers", "null", "providers: Required value")]
    [InlineData("providers", "[null]", "providers[0]: Required value")]
    [InlineData("endpoints", "[null]", "endpoints[0]: Required value")]
    [InlineData("workspace", "null", "workspace: Required value")]
    public void What_must_not_be_used_is_refused_by_field(string field, string value, string expected)
    {
        var json = JsonNode.Parse(RouterConfigSerializer.Serialize(Samples.Config()))!;
        json[field] = JsonNode.Parse(value);
        _volume.WriteJson(json.ToJsonString());
        _store.Poll();

        Assert.Null(_store.Current);
        Assert.Equal("router-config.json.gz: " + expected, _store.Refusal!.Reason);
    }

    [Theory]
    [InlineData("baseUrl", "\"ftp://x\"", "providers[0].upstreams[0].baseUrl: must be an absolute http or https URL")]
    [InlineData("baseUrl", "\"/v1\"", "providers[0].upstreams[0].baseUrl: must be an absolute http or https URL")]
    [InlineData("protocol", "\"Gopher\"", "providers[0].upstreams[0].protocol: Unsupported value: \"Gopher\"")]
    [InlineData("apis", "[\"messages\"]", "endpoints[0].apis: no upstream of \"acme\" serves \"chat\"")]
    [InlineData("apis", "null", "providers[0].upstreams[0].apis: Required value")]
    public void An_upstream_that_can_not_be_called_is_refused(string field, string value, string expected)
    {
        var json = JsonNode.Parse(RouterConfigSerializer.Serialize(Samples.Config()))!;
        json["providers"]![0]!["upstreams"]![0]![field] = JsonNode.Parse(value);
        _volume.WriteJson(json.ToJsonString());
        _store.Poll();

        Assert.Equal("router-config.json.gz: " + expected, _store.Refusal!.Reason);
    }

    [Theory]
    [InlineData("{\"field\":\"model\",\"operator\":\"regex\",\"value\":\"(\"}",
        "groups[0].rules[0].value: must be a regular expression of .NET's linear-time engine (NonBacktracking)")]
    [InlineData("{\"field\":\"colour\",\"operator\":\"exists\"}", "groups[0].rules[0].field: is none that this program knows")]
    public void Filter_rules_that_can_not_be_asked_are_refused_rather_than_passed_over(string rule, string expected)
    {
        var json = JsonNode.Parse(RouterConfigSerializer.Serialize(Samples.Config()))!;
        json["mustUnderstand"] = new JsonArray(ConfigFeatures.DestinationFilterRules);
        json["broadcast"] = JsonNode.Parse(RouterConfigSerializer.Serialize(Samples.Config() with
        {
            Broadcast = new() { Destinations = [new() { Name = "d", Id = "1", Type = "webhook" }] },
        }))!["broadcast"]!.DeepClone();
        json["broadcast"]!["destinations"]![0]!["filterRules"] = JsonNode.Parse(
            $$$"""{"groups":[{"logic":"and","rules":[{{{rule}}}]}]}""");
        _volume.WriteJson(json.ToJsonString());
        _store.Poll();

        Assert.Equal("router-config.json.gz: broadcast.destinations[0].filterRules." + expected, _store.Refusal!.Reason);
    }

    [Fact]
    public void Duplicates_and_unknown_authentication_are_refused()
    {
        var config = Samples.Config();
        Assert.Equal("providers: Duplicate value: \"acme\"", Refused(config with { Providers = [Samples.Provider(), Samples.Provider()] }));
        Assert.Equal("models: Duplicate value: \"openai/gpt-5-mini\"", Refused(config with { Models = [Samples.Model(), Samples.Model()] }));
        Assert.Equal("endpoints: Duplicate value: \"acme/openai/gpt-5-mini\"", Refused(config with { Endpoints = [Samples.Endpoint(), Samples.Endpoint()] }));
        Assert.Equal("providers[0].auth.scheme: Unsupported value: \"Digest\"", Refused(WithAuth(new() { Scheme = "Digest", CredentialFile = "x" })));
        Assert.Equal("providers[0].auth.header: Required value", Refused(WithAuth(new() { Scheme = "Header", CredentialFile = "x" })));
        Assert.Equal(
            "providers[0].auth.header: must stand on one line",
            Refused(WithAuth(new() { Scheme = "Header", Header = "api-key: x\r\nX-Injected", CredentialFile = "x" })));
        foreach (var (name, value) in ((string, string)[])[("X-Team", "a\r\nX-Injected: 1"), ("X-Team\n", "a")])
        {
            var provider = Samples.Provider() with { Headers = new Dictionary<string, string> { [name] = value } };
            Assert.Equal(
                $"providers[0].headers[{name.Replace("\n", "\\n", StringComparison.Ordinal)}]: must stand on one line",
                Refused(config with { Providers = [provider] }));
        }

        RouterConfig WithAuth(ProviderAuth auth) => config with { Providers = [Samples.Provider() with { Auth = auth }] };
    }

    [Fact]
    public void A_server_for_events_that_is_none_is_refused()
    {
        var events = new RedisSettings { Address = "redis:6379" };
        Assert.Equal("events.address: must be host:port", Refused(Samples.Config() with { Events = events with { Address = "redis" } }));
        Assert.Equal(
            "events.certificateAuthority: must hold at least one certificate in PEM",
            Refused(Samples.Config() with { Events = events with { CertificateAuthority = "-----BEGIN" } }));
        Assert.Equal(
            "events.username: needs the password's file, credentialFile",
            Refused(Samples.Config() with { Events = events with { Username = "team-a" } }));
        Assert.Equal(
            "events.prefix: must match ^[A-Za-z0-9._-]+(:[A-Za-z0-9._-]+)*$",
            Refused(Samples.Config() with { Events = events with { Prefix = "team-*" } }));
        Assert.Equal("events.ttlSeconds: must be at least 1", Refused(Samples.Config() with { Events = events with { TtlSeconds = 0 } }));
        Assert.Equal("events.maxLength: must be at least 1", Refused(Samples.Config() with { Events = events with { MaxLength = 0 } }));
    }

    [Theory]
    [InlineData(ConfigFiles.JournalKey, null, "the file journal-key is missing beside it")]
    [InlineData(ConfigFiles.HashingKey, null, "the file hashing-key is missing beside it")]
    [InlineData(ConfigFiles.JournalKey, "canary-no-base64", "the file journal-key must hold 32 bytes in base64")]
    [InlineData(ConfigFiles.HashingKey, "Y2FuYXJ5", "the file hashing-key must hold 32 bytes in base64")]
    public void Keys_that_are_missing_or_none_are_refused_without_a_word_of_them(string file, string? value, string expected)
    {
        if (value is null)
            _volume.Files.Remove(file);
        else
            _volume.Files[file] = value;

        Assert.Equal(expected, Refused(Samples.Config()));
        Assert.DoesNotContain("canary", _store.Refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_document_is_refused_and_nothing_falls_over()
    {
        _volume.Write(document: null);
        _store.Poll();
        Assert.Equal("router-config.json.gz can't be read: FileNotFoundException", _store.Refusal!.Reason);
        _volume.Write("no gzip at all"u8.ToArray());
        _store.Poll();
        Assert.Equal("router-config.json.gz can't be read: InvalidDataException", _store.Refusal!.Reason);
        foreach (string json in new[] { "", "null", "[]", "{}", "{\"workspace\":7}", "{\"workspace\":{\"name\":\"canary\"}}" })
        {
            _volume.WriteJson(json);
            _store.Poll();
            Assert.StartsWith("router-config.json.gz", _store.Refusal!.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", _store.Refusal.Reason, StringComparison.Ordinal);
        }
        _volume.Files["big"] = new string('x', 70_000);
        _volume.Write(Samples.Config());
        _store.Poll();
        Assert.Equal("the file big is larger than 65536 bytes", _store.Refusal!.Reason);
        Assert.Null(_store.Current);
    }

    [Fact]
    public void Fields_from_a_newer_operator_are_ignored()
    {
        var json = JsonNode.Parse(RouterConfigSerializer.Serialize(Samples.Config()))!;
        json["future"] = new JsonObject { ["a"] = 1 };
        _volume.WriteJson(json.ToJsonString());
        _store.Poll();

        Assert.NotNull(_store.Current);
        Assert.Equal(Regions.Global, _store.Current.Config.Workspace.Region);
    }

    private string Refused(RouterConfig config)
    {
        _volume.Write(config);
        _store.Poll();
        Assert.Null(_store.Current);
        return _store.Refusal!.Reason.Replace("router-config.json.gz: ", "", StringComparison.Ordinal);
    }
}
