using System.Text.Json;
using K8sRouter.Testing.Conformance;

namespace K8sRouter.Sidecar.Tests.Conformance;

/// <summary>The validator must refuse what a strict client refuses, or every other conformance test is worth nothing.</summary>
public sealed class ResponseSchemasTests
{
    private const string Notation = """
        # a comment
        record Root { id: str, count?: num | null, tags: [str], more: map<Leaf>, either: str | Leaf, kind: Kind, loose: Loose, x: any, lit: "a.b" }
        record Leaf { ok: bool }
        enum Kind { one, -1 }
        enum Loose { one, ... }
        """;

    private const string Good = """
        {"id":"a","tags":["t"],"more":{"k":{"ok":true}},"either":{"ok":false},"kind":"one","loose":"new","x":null,"lit":"a.b","extra":1}
        """;

    [Fact]
    public void A_conforming_document_has_no_problems() => Assert.Empty(Validate(Good));

    [Theory]
    [InlineData("\"id\":\"a\",", "", "$.id: missing")]
    [InlineData("\"id\":\"a\"", "\"id\":null", "$.id: expected str, got null")]
    [InlineData("\"id\":\"a\"", "\"id\":1", "$.id: expected str, got 1")]
    [InlineData("\"id\":\"a\"", "\"id\":\"a\",\"count\":\"1\"", "$.count: expected num, got \"1\"")]
    [InlineData("[\"t\"]", "[\"t\",2]", "$.tags[1]: expected str, got 2")]
    [InlineData("[\"t\"]", "\"t\"", "$.tags: expected a list, got \"t\"")]
    [InlineData("{\"ok\":true}", "{\"ok\":\"yes\"}", "$.more.k.ok: expected bool, got \"yes\"")]
    [InlineData("{\"ok\":false}", "{}", "$.either.ok: missing")]
    [InlineData("{\"ok\":false}", "5", "$.either: expected str, got 5")]
    [InlineData("\"kind\":\"one\"", "\"kind\":\"two\"", "$.kind: expected Kind, got \"two\"")]
    [InlineData("\"loose\":\"new\"", "\"loose\":null", "$.loose: expected Loose, got null")]
    [InlineData("\"lit\":\"a.b\"", "\"lit\":\"b\"", "$.lit: expected \"a.b\", got \"b\"")]
    [InlineData(",\"x\":null", "", "$.x: missing")]
    public void Each_kind_of_fault_is_found_and_named_by_its_path(string part, string replacement, string problem)
    {
        string document = Good.Replace(part, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Good, document);
        Assert.Contains(problem, Validate(document));
    }

    [Theory]
    [InlineData("\"id\":\"a\"", "\"id\":\"a\",\"count\":null")]
    [InlineData("{\"ok\":false}", "\"text\"")]
    [InlineData("\"kind\":\"one\"", "\"kind\":-1")]
    public void What_the_notation_allows_is_accepted(string part, string replacement) =>
        Assert.Empty(Validate(Good.Replace(part, replacement, StringComparison.Ordinal)));

    [Theory]
    [InlineData("record A { b: Unknown }")]
    [InlineData("record A { b str }")]
    [InlineData("record A { b: str")]
    [InlineData("thing A { b: str }")]
    [InlineData("record A { } record A { }")]
    public void A_broken_notation_is_refused(string text) => Assert.Throws<FormatException>(() => SchemaParser.Parse(text));

    [Fact]
    public void An_unknown_type_is_refused() =>
        Assert.Throws<ArgumentException>(() => ResponseSchemas.Validate("Nothing", JsonDocument.Parse("{}").RootElement));

    [Fact]
    public void The_file_is_read_whole()
    {
        Assert.Contains("AnthropicError", ResponseSchemas.TypeNames);
        Assert.Equal(45, ResponseSchemas.FieldsOf("GenerationResponseData").Count);
        Assert.Contains("supports_tool_choice", ResponseSchemas.FieldsOf("PublicEndpoint"));
    }

    private static IReadOnlyList<string> Validate(string document) =>
        ResponseSchemas.Validate(SchemaParser.Parse(Notation), "Root", JsonDocument.Parse(document).RootElement);
}
