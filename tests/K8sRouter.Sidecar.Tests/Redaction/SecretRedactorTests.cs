using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Forwarding;
using K8sRouter.Sidecar.Redaction;
using K8sRouter.Sidecar.Tests.Conformance;

namespace K8sRouter.Sidecar.Tests.Redaction;

public sealed class SecretRedactorTests
{
    private const string Key = "sk-proj-Zq7_Wm3xT9bL-4hRk2";

    private readonly SecretRedactor _redactor = new([Key]);

    [Theory]
    [InlineData("Incorrect API key: sk-proj-Zq7_Wm3xT9bL-4hRk2.", "Incorrect API key: [redacted].")]
    [InlineData("the key sk-proj-Zq7_ is none", "the key [redacted] is none")]
    [InlineData("ends with xT9bL-4hRk2", "ends with xT9bL-4hRk2")]
    [InlineData("ends with 3xT9bL-4hRk2", "ends with [redacted]")]
    [InlineData("twice: sk-proj-Zq7_Wm3xT9bL-4hRk2sk-proj-Zq7_Wm3xT9bL-4hRk2", "twice: [redacted]")]
    [InlineData("key sk-proj-Zq7*********4hRk2", "key sk-proj-Zq7*********4hRk2")]
    [InlineData("key sk-pr...hRk2", "key sk-pr...hRk2")]
    [InlineData("""{"m":"\u0073k-proj\u002dZq7_Wm3xT9b\u004c-4hRk2"}""", """{"m":"[redacted]"}""")]
    [InlineData("""{"raw":"{\"m\":\"sk-proj-\\u005aq7_Wm3xT9bL\"}"}""", """{"raw":"{\"m\":\"[redacted]\"}"}""")]
    [InlineData("GET /v1?key=sk%2Dproj%2dZq7%5FWm3xT9bL%2D4hRk2&x=1", "GET /v1?key=[redacted]&x=1")]
    [InlineData("twice encoded: sk%252Dproj%252DZq7_Wm3", "twice encoded: [redacted]")]
    [InlineData("c2stcHJvai1acTdfV20zeFQ5YkwtNGhSazI=", "[redacted]=")]
    [InlineData("", "")]
    public void Twelve_characters_in_a_row_are_taken_out_in_every_encoding_and_fewer_stay(string text, string expected) =>
        Assert.Equal(expected, _redactor.Redact(text));

    [Theory]
    [InlineData("password secret", "password [redacted]")]
    [InlineData("password secre", "password secre")]
    [InlineData("password \\u0073ecret", "password [redacted]")]
    [InlineData("Basic YWRtaW46c2VjcmV0", "Basic YWRtaW46[redacted]")]
    public void A_short_key_is_found_as_a_whole(string text, string expected) =>
        Assert.Equal(expected, new SecretRedactor(["secret"]).Redact(text));

    [Fact]
    public void A_text_without_a_secret_is_the_same_one()
    {
        string text = new('x', 1000);

        Assert.Same(text, _redactor.Redact(text));
        Assert.Same(text, new SecretRedactor([]).Redact(text));
        Assert.Null(_redactor.Redact((string?)null));
    }

    [Fact]
    public void Whatever_a_text_puts_around_a_key_and_however_it_encodes_it_no_twelve_characters_are_left()
    {
        const string KeyAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+";
        var keys = Gen.Elements(KeyAlphabet.ToCharArray()).ArrayOf(24).Select(characters => new string(characters));
        var words = Gen.Elements(" ", "key: ", "\"", "{\"error\":\"", "é", "=", "&x=", "Bearer ", "\n", "%", "a").ArrayOf(3).Select(string.Concat);
        var parts = from start in Gen.Choose(0, 12) from length in Gen.Choose(12, 24) select (start, Math.Min(length, 24 - start));
        var encodings = Gen.Elements("json", "percent", "base64", "some json", "some percent").ArrayOf().Resize(3)
            .Where(chain => chain.Count(name => name == "base64") < 2);
        var worlds =
            from key in keys
            from part in parts
            from before in words
            from after in words
            from chain in encodings
            select (key, Part: key.Substring(part.start, part.Item2), before, after, chain);

        Prop.ForAll(worlds.ToArbitrary(), world =>
        {
            string text = world.before + world.chain.Aggregate(world.Part, Encode) + world.after;

            string redacted = new SecretRedactor([world.key]).Redact(text);

            Assert.Contains(SecretRedactor.Replacement, redacted, StringComparison.Ordinal);
            foreach (string decoded in world.chain.Reverse().Select(name => name[(name.IndexOf(' ') + 1)..]).Aggregate(
                (IEnumerable<string>)[redacted], (texts, name) => texts.SelectMany(one => Decode(one, name))))
            {
                for (int i = 0; i + 12 <= world.key.Length; i++)
                    Assert.DoesNotContain(world.key.Substring(i, 12), decoded, StringComparison.Ordinal);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_sidecar_looks_for_what_it_sent_and_for_the_credentials_of_all_providers()
    {
        var config = Samples.Config() with
        {
            Providers =
            [
                Provider("bearer", "Bearer"), Provider("header", "Header"), Provider("google", "GoogleToken"), Provider("absent", "Bearer"),
                Samples.Provider("open"),
            ],
        };
        string file = JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account",
            ["client_email"] = "robot@project.iam.gserviceaccount.com",
            ["private_key"] = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n9w0BAQEFAASCBKcw\n-----END PRIVATE KEY-----\n",
        });
        var credentials = new Credentials(new Dictionary<string, string>
        {
            ["provider-bearer"] = "key-of-the-first-provider",
            ["provider-header"] = "key-of-the-second-one",
            ["provider-google"] = file,
            [ConfigFiles.EventsCredential] = "password-of-redis",
        });
        var active = Samples.Active(config, credentials);
        var redactor = active.Redactor.With(new ProviderHeader("Authorization", "Bearer ya29.an-exchanged-token"));

        Assert.Equal(
            "[redacted] [redacted] [redacted] [redacted] robot@project.iam.gserviceaccount.com -----BEGIN PRIVATE KEY-----",
            redactor.Redact("ya29.an-exchanged-token key-of-the-first-provider key-of-the-second-one 9w0BAQEFAASCBKcw "
                + "robot@project.iam.gserviceaccount.com -----BEGIN PRIVATE KEY-----"));
        Assert.Equal("Bearer authentication", redactor.Redact("Bearer authentication"));
        Assert.Same(active.Redactor, active.Redactor.With(new ProviderHeader("Authorization", "Bearer key-of-the-first-provider")));
        Assert.Same(active.Redactor, active.Redactor.With(null));

        static ProviderEntry Provider(string slug, string scheme) =>
            Samples.Provider(slug) with { Auth = new() { Scheme = scheme, Header = "api-key", CredentialFile = "provider-" + slug } };
    }

    private static string Encode(string text, string encoding) => encoding switch
    {
        "json" => string.Concat(text.Select(c => $"\\u{(int)c:x4}")),
        "some json" => string.Concat(text.Select((c, i) => i % 3 == 0 ? $"\\u{(int)c:X4}" : c == '\\' ? "\\\\" : $"{c}")),
        "percent" => string.Concat(text.Select(c => $"%{(int)c:x2}")),
        "some percent" => string.Concat(text.Select((c, i) => i % 5 == 0 || c == '%' ? $"%{(int)c:X2}" : $"{c}")),
        _ => Convert.ToBase64String(Encoding.ASCII.GetBytes("user:" + text)),
    };

    private static IEnumerable<string> Decode(string text, string encoding) => encoding switch
    {
        "json" => [System.Text.RegularExpressions.Regex.Replace(text, @"\\u([0-9a-fA-F]{4})|\\\\", m => m.Length == 2 ? "\\" : $"{(char)Convert.ToInt32(m.Groups[1].Value, 16)}")],
        "percent" => [System.Text.RegularExpressions.Regex.Replace(text, "%([0-9a-fA-F]{2})", m => $"{(char)Convert.ToInt32(m.Groups[1].Value, 16)}")],
        _ => System.Text.RegularExpressions.Regex.Matches(text, "[A-Za-z0-9+/]{4,}").SelectMany(m => Enumerable.Range(0, 4)
            .Where(skipped => m.Length - skipped >= 4)
            .Select(skipped => m.Value.Substring(skipped, (m.Length - skipped) / 4 * 4))
            .Select(block => Encoding.Latin1.GetString(Convert.FromBase64String(block)))),
    };
}
