using System.Text;
using K8sRouter.Sidecar.Ingress;
using K8sRouter.Sidecar.Routing;

namespace K8sRouter.Sidecar.Tests.Ingress;

public sealed class RequestReaderTests
{
    [Theory]
    [InlineData("chat", """{"model":"x/one"}""", "messages: Required")]
    [InlineData("chat", """{"model":"x/one","messages":null}""", "messages: Required")]
    [InlineData("chat", """{"model":"x/one","messages":"hi"}""", "messages: Invalid input: expected array")]
    [InlineData("messages", """{"model":"x/one"}""", "messages: Required")]
    [InlineData("completions", """{"model":"x/one"}""", "prompt: Required")]
    [InlineData("embeddings", """{"model":"x/one"}""", "input: Required")]
    [InlineData("responses", """{"model":"x/one"}""", "input: Required")]
    [InlineData("chat", """{"messages":[]}""", "model: Required")]
    [InlineData("chat", """{"messages":[],"models":[]}""", "model: Required")]
    [InlineData("chat", """{"messages":[],"model":7}""", "model: Invalid input: expected string")]
    [InlineData("chat", """{"messages":[],"model":""}""", "model: Invalid input: expected string")]
    [InlineData("chat", """{"messages":[],"model":"\ud800"}""", "model: Invalid input: expected string")]
    [InlineData("chat", """{"messages":[],"models":"x"}""", "models: Invalid input: expected array")]
    [InlineData("chat", """{"messages":[],"models":["a",1]}""", "models.1: Invalid input: expected string")]
    [InlineData("chat", """{"messages":[],"models":["\udc00"]}""", "models.0: Invalid input: expected string")]
    [InlineData("messages", """{"messages":[],"model":"a","fallbacks":[{"model":"\udc00"}]}""", "fallbacks.0.model: Invalid input: expected string")]
    [InlineData("messages", """{"messages":[],"model":"a","fallbacks":[{}]}""", "fallbacks.0.model: Invalid input: expected string")]
    [InlineData("messages", """{"messages":[],"model":"a","fallbacks":[1,2,3,4]}""", "fallbacks: Too big: expected at most 3 fallbacks")]
    [InlineData("messages", """{"messages":[],"model":"a","fallbacks":[{"model":"b"}],"models":["c"]}""", "fallbacks: Invalid input: give either models or fallbacks")]
    [InlineData("chat", """{"messages":[],"model":"a","stream":"yes"}""", "stream: Invalid input: expected boolean")]
    [InlineData("chat", """{"messages":[],"model":"a","user":1}""", "user: Invalid input: expected string")]
    [InlineData("chat", """{"messages":[],"model":"a","user":"a\ud800"}""", "user: Invalid input: expected string")]
    [InlineData("chat", """{"messages":[],"model":"a","session_id":[]}""", "session_id: Invalid input: expected string")]
    [InlineData("chat", """{"messages":[],"model":"a","preset":"p"}""", "preset: presets are not available on this router")]
    [InlineData("chat", """{"messages":[],"model":"a","provider":{"zdrr":1}}""", "provider: Unrecognized key: \"zdrr\"")]
    public void What_is_wrong_is_said_by_field(string api, string json, string expected)
    {
        Assert.Null(Read(json, api, out string? problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Lengths_and_numbers_are_bounded()
    {
        Assert.Null(Read($$"""{"messages":[],"model":"a","user":"{{new string('u', 257)}}"}""", "chat", out string? problem));
        Assert.Equal("user: Too big: expected string to have at most 256 characters", problem);
        Assert.Null(Read($$"""{"messages":[],"model":"a","metadata":{"user_id":"{{new string('u', 257)}}"} }""", "messages", out problem));
        Assert.Equal("metadata.user_id: Too big: expected string to have at most 256 characters", problem);
        Assert.NotNull(Read($$"""{"messages":[],"model":"a","metadata":{"user_id":"{{new string('u', 256)}}"} }""", "messages", out _));
        string models = string.Join(',', Enumerable.Range(0, 17).Select(i => $"\"m/{i}\""));
        Assert.Null(Read($$"""{"messages":[],"models":[{{models}}]}""", "chat", out problem));
        Assert.Equal("models: Too big: expected at most 16 models", problem);
    }

    [Fact]
    public void The_model_comes_first_and_its_fallbacks_follow_without_repeats()
    {
        var query = Read("""{"messages":[],"model":"x/one:free","models":["y/two","x/one:free","z/three:extended"],"temperature":1}""", "chat", out _)!;

        Assert.Equal(
            [("x/one:free", "x/one", ModelVariant.Free), ("y/two", "y/two", ModelVariant.None), ("z/three:extended", "z/three:extended", ModelVariant.None)],
            query.Models.Select(m => (m.Requested, m.Name, m.Variant)));
        Assert.Equal(1u, query.Parameters);
        Assert.Same(ProviderPreferences.None, query.Preferences);
    }

    [Fact]
    public void Fallbacks_are_of_the_messages_api_alone()
    {
        const string json = """{"messages":[],"model":"a","fallbacks":[{"model":"b"}]}""";

        Assert.Equal(["a", "b"], Read(json, "messages", out _)!.Models.Select(m => m.Name));
        Assert.Equal(["a"], Read(json, "chat", out _)!.Models.Select(m => m.Name));
    }

    [Fact]
    public void The_old_route_sort_sorts_across_models() =>
        Assert.True(Read("""{"messages":[],"model":"a","route":"sort"}""", "chat", out _)!.Preferences.SortAcrossModels);

    private static RouteQuery? Read(string json, string api, out string? problem) =>
        RequestReader.Read(RequestScanner.Scan(Encoding.UTF8.GetBytes(json), out _)!, api, out problem);
}
