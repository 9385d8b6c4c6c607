using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Sidecar.Ingress;

namespace K8sRouter.Sidecar.Tests.Ingress;

/// <summary>
/// The scanner beside a full parser. It accepts exactly what System.Text.Json accepts, with three differences, all stricter: a
/// field that the router owns may stand only once and only in lower case, and bytes that aren't UTF-8 are refused everywhere.
/// </summary>
public sealed class RequestScannerTests
{
    private static readonly byte[] Mutations = "{}[]\":,\\ue0-+.1nt\r\n\t \0\x7f"u8.ToArray();

    [Fact]
    public void Random_documents_are_read_as_by_a_full_parser() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500), Prop.ForAll(
            RandomJson.Objects.ToArbitrary(), json => Compare(Encoding.UTF8.GetBytes(json))));

    [Fact]
    public void Documents_with_bytes_changed_inserted_and_cut_are_accepted_exactly_where_a_full_parser_accepts_them() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500), Prop.ForAll(
            (from json in RandomJson.Objects from seed in Gen.Choose(0, int.MaxValue - 1) select (json, seed)).ToArbitrary(), item =>
        {
            var random = new Random(item.seed);
            for (int round = 0; round < 8; round++)
                Compare(Mutate(Encoding.UTF8.GetBytes(item.json), random));
        }));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"a\"")]
    [InlineData("{}")]
    [InlineData(" {} ")]
    [InlineData("{} x")]
    [InlineData("{}{}")]
    [InlineData("{}\0")]
    [InlineData("\0{}")]
    [InlineData("\uFEFF{}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{,}")]
    [InlineData("{\"a\":[1,]}")]
    [InlineData("{\"a\":[,1]}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\"}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":-}")]
    [InlineData("{\"a\":-01}")]
    [InlineData("{\"a\":1.}")]
    [InlineData("{\"a\":.1}")]
    [InlineData("{\"a\":1e}")]
    [InlineData("{\"a\":1e+}")]
    [InlineData("{\"a\":+1}")]
    [InlineData("{\"a\":1e5,\"b\":-0.0E-0}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":Infinity}")]
    [InlineData("{\"a\":tru}")]
    [InlineData("{\"a\":truex}")]
    [InlineData("{\"a\":nul")]
    [InlineData("{\"a\":\"\\x\"}")]
    [InlineData("{\"a\":\"\\u12\"}")]
    [InlineData("{\"a\":\"\\u12G4\"}")]
    [InlineData("{\"a\":\"\\")]
    [InlineData("{\"a\":\"\\u00")]
    [InlineData("{\"a\":\"\n\"}")]
    [InlineData("{\"a\":\"\t\"}")]
    [InlineData("{\"a\":\"\0\"}")]
    [InlineData("{\"a\":\"\x7f\"}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"a\":1 /* no */}")]
    [InlineData("{\"a\":1}//")]
    [InlineData("{\"mod\\u0065l\":\"x\"}")]
    [InlineData("{\"\\u006d\\u006f\\u0064\\u0065\\u006c\":\"x\"}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"temperature\":1,\"temperature\":null}")]
    [InlineData("{\"model\":\"a\",\"x\":{\"model\":\"b\",\"model\":\"c\"}}")]
    [InlineData("\v{}")]
    [InlineData("\u00a0{}")]
    public void Nasty_documents_are_judged_as_by_a_full_parser(string json) => Compare(Encoding.UTF8.GetBytes(json));

    [Theory]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    public void Depth_is_bounded_where_a_full_parser_bounds_it(int depth)
    {
        // The top-level object is one level.
        Compare(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', depth) + new string(']', depth) + "}"));
        Compare(Encoding.UTF8.GetBytes("{\"a\":" + string.Concat(Enumerable.Repeat("{\"b\":", depth)) + "1" + new string('}', depth) + "}"));
        Compare(Encoding.UTF8.GetBytes("{\"a\":" + string.Concat(Enumerable.Repeat("[{\"b\":", depth / 2)) + "1" + string.Concat(Enumerable.Repeat("}]", depth / 2)) + "}"));
    }

    [Theory]
    [InlineData("{\"model\":1,\"model\":2}", "model")]
    [InlineData("{\"model\":1,\"mod\\u0065l\":2}", "mod\\u0065l")]
    [InlineData("{\"provider\":null,\"a\":1,\"provider\":{}}", "provider")]
    [InlineData("{\"store\":false,\"store\":true}", "store")]
    public void A_field_that_the_router_owns_may_stand_once(string json, string name)
    {
        Assert.Null(RequestScanner.Scan(Encoding.UTF8.GetBytes(json), out string? problem));
        Assert.Equal($"duplicate field \"{name}\"", problem);
    }

    [Theory]
    [InlineData("{\"Store\":true}", "Store", "store")]
    [InlineData("{\"model\":\"a\",\"MODEL\":\"b\"}", "MODEL", "model")]
    public void An_owned_name_in_other_letters_is_refused_since_some_providers_would_read_it(string json, string name, string meant)
    {
        Assert.Null(RequestScanner.Scan(Encoding.UTF8.GetBytes(json), out string? problem));
        Assert.Equal($"\"{name}\": field names are in lower case, and a provider might take this for \"{meant}\"", problem);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused_wherever_they_stand()
    {
        byte[] inValue = [.. "{\"a\":\""u8, 0xFF, .. "\"}"u8];
        byte[] inKey = [.. "{\"mod"u8, 0xC0, .. "el\":1}"u8];
        byte[] overlong = [.. "{\""u8, 0xC1, 0xAD, .. "odel\":1}"u8];
        byte[] surrogate = [.. "{\"a\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8];
        foreach (var body in new[] { inValue, inKey, overlong, surrogate })
        {
            Assert.Null(RequestScanner.Scan(body, out string? problem));
            Assert.Equal("the body isn't valid UTF-8", problem);
        }
    }

    [Theory]
    [InlineData("", "the body is empty")]
    [InlineData("[]", "the body must be a JSON object")]
    [InlineData("{\"a\":1,}", "malformed JSON at byte 7")]
    public void A_refusal_says_what_is_wrong_and_where(string json, string expected)
    {
        Assert.Null(RequestScanner.Scan(Encoding.UTF8.GetBytes(json), out string? problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Parameters_that_are_present_and_not_null_are_noted()
    {
        var request = RequestScanner.Scan("{\"temperature\":0,\"top_p\":null,\"t\\u006fols\":[]}"u8.ToArray(), out _)!;

        Assert.Equal(
            ["temperature", "tools"], RequestFields.Parameters.Where((_, bit) => (request.Parameters >> bit & 1) != 0));
        Assert.Equal("[]", Encoding.UTF8.GetString(request.Value(RequestField.Tools).Span));
    }

    private static void Compare(byte[] body)
    {
        var request = RequestScanner.Scan(body, out string? problem);
        var expected = Members(body);
        if (expected is null)
        {
            Assert.Null(request);
            Assert.NotNull(problem);
            return;
        }
        Assert.True(request is not null, $"{problem}: {Encoding.UTF8.GetString(body)}");
        Assert.Equal(expected.Count, request.Members.Count);
        foreach (var ((name, raw), member) in expected.Zip(request.Members))
        {
            Assert.Equal(raw, Encoding.UTF8.GetString(body[member.ValueStart..member.ValueEnd]));
            Assert.Equal(Field(name), member.Field);
            Assert.Equal((byte)'"', body[member.KeyStart]);
        }
    }

    /// <summary>What a full parser finds; null: it refuses, or an owned field stands twice.</summary>
    private static List<(string? Name, string Raw)>? Members(byte[] body)
    {
        if (!Utf8.IsValid(body))
            return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            var members = document.RootElement.EnumerateObject().Select(m => (NameOf(m), m.Value.GetRawText())).ToList();
            var owned = members.Select(m => Field(m.Item1)).Where(f => f != RequestField.Other).ToList();
            return owned.Distinct().Count() == owned.Count && !owned.Contains(RequestField.Miscased) ? members : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RequestField Field(string? name) =>
        name is null ? RequestField.Other : RequestFields.Find(Encoding.UTF8.GetBytes(name)).Field;

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var list = bytes.ToList();
        for (int i = random.Next(1, 4); i > 0 && list.Count > 0; i--)
        {
            int at = random.Next(list.Count);
            byte replacement = random.Next(8) == 0 ? (byte)random.Next(256) : Mutations[random.Next(Mutations.Length)];
            switch (random.Next(5))
            {
                case 0:
                    list.RemoveAt(at);
                    break;
                case 1:
                    list.Insert(at, replacement);
                    break;
                case 2:
                    list.RemoveRange(at, list.Count - at);
                    break;
                case 3:
                    list.InsertRange(at, list.Skip(random.Next(list.Count)).Take(random.Next(12)).ToArray());
                    break;
                default:
                    list[at] = replacement;
                    break;
            }
        }
        return [.. list];
    }
}
