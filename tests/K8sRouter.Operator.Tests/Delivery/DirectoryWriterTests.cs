using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Signing;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Delivery;

public sealed partial class DirectoryWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = Clocks.Noon();
    private readonly DirectoryWriter _writer;

    public DirectoryWriterTests() => _writer = new DirectoryWriter(_folder["out"], _time);

    private string Volume => _folder["out", "team-a"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_volume_looks_like_one_that_the_kubelet_projects()
    {
        Assert.True(Write("{}", ("provider-openai", "sk-1")));

        var target = VolumeReader.Target(Volume)!;
        Assert.Matches(DatedFolder(), target);
        Assert.Equal(
            ["..data", "admin-token", "hashing-key", "journal-key", "provider-openai", "router-config.json.gz"],
            Links(Volume));
        Assert.Equal("..data/provider-openai", new FileInfo(Path.Combine(Volume, "provider-openai")).LinkTarget);
        Assert.Equal("sk-1", File.ReadAllText(Path.Combine(Volume, "provider-openai")));
        Assert.Equal("{}", Encoding.UTF8.GetString(RouterConfigSerializer.Decompress(
            File.ReadAllBytes(Path.Combine(Volume, ConfigFiles.DataLink, ConfigFiles.RouterConfig)))));
    }

    [Fact]
    public void Only_the_owner_can_read_credentials_and_enter_the_folders()
    {
        Write("{}", ("provider-openai", "sk-1"));

        var data = Path.Combine(Volume, VolumeReader.Target(Volume)!);
        Assert.Equal("600", Mode(Path.Combine(data, "provider-openai")));
        Assert.Equal("600", Mode(Path.Combine(data, ConfigFiles.JournalKey)));
        Assert.Equal("600", Mode(Path.Combine(data, ConfigFiles.HashingKey)));
        Assert.Equal("600", Mode(Path.Combine(data, ConfigFiles.AdminToken)));
        Assert.Equal("444", Mode(Path.Combine(data, ConfigFiles.RouterConfig)));
        Assert.Equal("700", Mode(data));
        Assert.Equal("700", Mode(Volume));
    }

    [Fact]
    public void A_volume_of_an_earlier_version_gets_the_token_it_lacks_and_keeps_its_other_keys()
    {
        Write("{}");
        var keys = Keys();
        File.Delete(Path.Combine(Volume, ConfigFiles.DataLink, ConfigFiles.AdminToken));

        Assert.True(Write("{}"));

        var token = Convert.FromBase64String(File.ReadAllText(Path.Combine(Volume, ConfigFiles.AdminToken)));
        Assert.Equal(32, token.Length);
        Assert.Equal((keys.Journal, keys.Hashing), (Keys().Journal, Keys().Hashing));
        Assert.NotEqual(keys.Token, Keys().Token);
        Assert.False(Write("{}"));
    }

    [Fact]
    public void The_same_configuration_and_credentials_are_not_written_twice()
    {
        Write("{}", ("provider-openai", "sk-1"));
        var target = VolumeReader.Target(Volume);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(Write("{}", ("provider-openai", "sk-1")));
        Assert.False(new DirectoryWriter(_folder["out"], _time).Write("team-a", "{}"u8.ToArray(), Credentials(("provider-openai", "sk-1"))));
        Assert.Equal(target, VolumeReader.Target(Volume));
    }

    [Fact]
    public void A_changed_credential_alone_is_delivered()
    {
        Write("{}", ("provider-openai", "sk-1"));

        Assert.True(Write("{}", ("provider-openai", "sk-2")));
        Assert.Equal("sk-2", File.ReadAllText(Path.Combine(Volume, "provider-openai")));
    }

    [Fact]
    public void A_withdrawn_credential_leaves_the_disk()
    {
        Write("{}", ("provider-openai", "sk-canary"));
        Write("{}");

        Assert.DoesNotContain("provider-openai", Links(Volume));
        Assert.DoesNotContain(AllFiles(), path => File.ReadAllText(path).Contains("sk-canary", StringComparison.Ordinal));
        Assert.Single(Directory.GetDirectories(Volume, "..2*"));
    }

    [Fact]
    public void The_journal_and_hashing_keys_are_32_random_bytes_that_survive_every_rewrite()
    {
        Write("{}");
        var keys = Keys();

        Write("""{"a":1}""", ("provider-openai", "sk-1"));

        Assert.Equal(keys, Keys());
        Assert.NotEqual(keys.Journal, keys.Hashing);
        Assert.Equal(32, Convert.FromBase64String(keys.Journal).Length);
        Assert.Equal(32, Convert.FromBase64String(keys.Hashing).Length);
    }

    [Fact]
    public void Earlier_journal_keys_are_kept_too()
    {
        Write("{}");
        var previous = ConfigFiles.PreviousJournalKeyPrefix + "1";
        File.WriteAllText(Path.Combine(Volume, ConfigFiles.DataLink, previous), Convert.ToBase64String(new byte[32]));

        Write("""{"a":1}""");

        Assert.Equal(Convert.ToBase64String(new byte[32]), File.ReadAllText(Path.Combine(Volume, previous)));
    }

    [Fact]
    public void A_journal_key_that_is_delivered_takes_the_place_of_the_one_made_here_which_stays_as_an_earlier_one()
    {
        Write("{}");
        var made = Keys();
        var kept = Convert.ToBase64String(new byte[32]);

        Write("{}", (ConfigFiles.JournalKey, kept));
        Write("""{"a":1}""", (ConfigFiles.JournalKey, kept));

        Assert.Equal((kept, made.Hashing, made.Token), Keys());
        Assert.Equal(made.Journal, File.ReadAllText(Path.Combine(Volume, ConfigFiles.PreviousJournalKeyPrefix + "1")));
        Assert.False(File.Exists(Path.Combine(Volume, ConfigFiles.PreviousJournalKeyPrefix + "2")));
    }

    [Fact]
    public void A_workspace_that_is_gone_loses_its_configuration_and_credentials_but_not_its_keys()
    {
        Write("{}", ("provider-openai", "sk-canary"));
        var keys = Keys();

        _writer.Remove("team-a");

        Assert.Empty(Links(Volume));
        Assert.Empty(_writer.Delivered());
        Assert.DoesNotContain(AllFiles(), path => File.ReadAllText(path).Contains("sk-canary", StringComparison.Ordinal));

        Write("{}");
        Assert.Equal(keys, Keys());
    }

    [Fact]
    public void Workspaces_that_an_earlier_run_delivered_are_known_and_other_folders_are_not_touched()
    {
        Write("{}");
        Directory.CreateDirectory(_folder["out", "photos"]);

        Assert.Equal(["team-a"], new DirectoryWriter(_folder["out"], _time).Delivered());
    }

    [Fact]
    public void With_a_key_the_configuration_is_signed_together_with_its_credentials_and_once()
    {
        var keys = SigningKeySet.Create();
        Assert.True(Write("{}", ("provider-openai", "sk-1")));
        Assert.True(Signed("sk-1"));
        var first = Envelope();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(Signed("sk-1"));

        Assert.True(Signed("sk-2"));
        Assert.True(keys.Verify(Envelope()));
        Assert.NotEqual(first.Credentials, Envelope().Credentials);
        Assert.True(Envelope().Counter > first.Counter);
        Assert.Equal("444", Mode(Path.Combine(Volume, ConfigFiles.DataLink, ConfigFiles.Signature)));

        // Without the key the signature goes too: it would be that of an older configuration.
        Assert.True(Write("{}", ("provider-openai", "sk-2")));
        Assert.DoesNotContain(ConfigFiles.Signature, Links(Volume));

        bool Signed(string key) => new DirectoryWriter(_folder["out"], _time, new EnvelopeSigner(() => keys, _time)).Write(
            "team-a", "{}"u8.ToArray(), Credentials(("provider-openai", key)),
            digest => new EnvelopeSubject("uid-1", "workspace-1", RouterConfigSerializer.Revision("{}"u8), digest));
        ConfigEnvelope Envelope() => ConfigEnvelope.TryParse(File.ReadAllBytes(Path.Combine(Volume, ConfigFiles.Signature)))!;
    }

    [Fact]
    public void What_a_killed_writer_left_behind_is_removed_by_the_next_change()
    {
        Write("{}");
        Directory.CreateDirectory(Path.Combine(Volume, "..2026_01_01_00_00_00.000000001"));
        Directory.CreateDirectory(Path.Combine(Volume, "..doomed.2026_01_01_00_00_00.000000002"));
        File.CreateSymbolicLink(Path.Combine(Volume, "..data_tmp"), "..nowhere");

        Write("""{"a":1}""");

        var target = VolumeReader.Target(Volume)!;
        Assert.Equal([target], Directory.GetDirectories(Volume, "..*").Select(path => Path.GetFileName(path)!).Where(name => name != "..data"));
        Assert.DoesNotContain("..data_tmp", Links(Volume));
    }

    [Fact]
    public void A_damaged_configuration_in_force_is_replaced()
    {
        Write("{}");
        var path = Path.Combine(Volume, ConfigFiles.DataLink, ConfigFiles.RouterConfig);
        File.Delete(path);
        File.WriteAllText(path, "not gzip");

        Assert.True(Write("{}"));
        Assert.False(Write("{}"));
    }

    [Fact]
    public async Task A_reader_never_sees_a_torn_set_while_it_is_rewritten_200_times()
    {
        Write(Config(0), ("provider-a", "0"), ("provider-b", "0"));
        using var stop = new CancellationTokenSource();
        using var complete = new SemaphoreSlim(0);
        var reader = Task.Factory.StartNew(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    if (VolumeReader.TryRead(Volume) is not { } files)
                        continue;
                    var a = Text(files["provider-a"]);
                    Assert.Equal(a, Text(files["provider-b"]));
                    Assert.Equal(
                        Config(int.Parse(a, CultureInfo.InvariantCulture)),
                        Encoding.UTF8.GetString(RouterConfigSerializer.Decompress(Convert.FromBase64String(files[ConfigFiles.RouterConfig]))));
                    Assert.Equal(6, files.Count);
                    complete.Release();
                }
            },
            stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        for (var i = 1; i <= 200; i++)
        {
            Write(Config(i), ("provider-a", $"{i}"), ("provider-b", $"{i}"));
            // Neither side may run away from the other: the point is that they meet.
            if (i % 10 == 0 && await Task.WhenAny(complete.WaitAsync(), reader) == reader)
                break;
        }
        await stop.CancelAsync();
        await reader;

        Assert.Equal("200", File.ReadAllText(Path.Combine(Volume, "provider-a")));

        static string Config(int i) => $$"""{"value":"{{i}}","padding":"{{new string('x', 4096)}}"}""";
        static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
    }

    [GeneratedRegex(@"^\.\.2026_11_20_12_00_00\.\d{9}$")]
    private static partial Regex DatedFolder();

    private static Dictionary<string, string> Credentials(params (string File, string Value)[] credentials) =>
        credentials.ToDictionary(c => c.File, c => c.Value);

    private static IEnumerable<string> Links(string volume) =>
        new DirectoryInfo(volume).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is not null)
            .Select(entry => entry.Name).Order(StringComparer.Ordinal);

    private static string Mode(string path) => Convert.ToString((int)File.GetUnixFileMode(path), 8);

    private bool Write(string config, params (string File, string Value)[] credentials) =>
        _writer.Write("team-a", Encoding.UTF8.GetBytes(config), Credentials(credentials));

    private IEnumerable<string> AllFiles() => Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories);

    private (string Journal, string Hashing, string Token) Keys() =>
        (Key(ConfigFiles.JournalKey), Key(ConfigFiles.HashingKey), Key(ConfigFiles.AdminToken));

    private string Key(string name) => File.ReadAllText(Path.Combine(Volume, name));
}
