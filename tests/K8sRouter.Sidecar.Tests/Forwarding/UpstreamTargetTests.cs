using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Forwarding;
using K8sRouter.Sidecar.Tests.Conformance;

namespace K8sRouter.Sidecar.Tests.Forwarding;

public sealed class UpstreamTargetTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1", null, "chat", "https://api.openai.com/v1/chat/completions")]
    [InlineData("https://api.openai.com/v1/", null, "responses", "https://api.openai.com/v1/responses")]
    [InlineData("https://api.anthropic.com/v1", null, "messages", "https://api.anthropic.com/v1/messages")]
    [InlineData("https://acme.openai.azure.com/openai", "deployments/{model}/{path}", "chat", "https://acme.openai.azure.com/openai/deployments/gpt-5/chat/completions")]
    [InlineData("https://aiplatform.example/v1/projects/p", "/publishers/anthropic/models/{model}:rawPredict", "messages", "https://aiplatform.example/v1/projects/p/publishers/anthropic/models/gpt-5:rawPredict")]
    public void An_address_is_made_of_base_template_and_api(string baseUrl, string? template, string api, string expected) =>
        Assert.Equal(expected, Create(baseUrl, template, api, "gpt-5", []).Uri.AbsoluteUri);

    [Fact]
    public void Query_parameters_are_added_and_escaped() =>
        Assert.Equal(
            "https://a.example/chat/completions?api-version=2026-01-01&x=a%20b%26c",
            Create("https://a.example", null, "chat", "m", new() { ["api-version"] = "2026-01-01", ["x"] = "a b&c" }).Uri.AbsoluteUri);

    [Fact]
    public void A_models_name_can_not_leave_its_place_in_the_path()
    {
        var target = Create("https://a.example/v1", "models/{model}/{path}", "chat", "../../admin?x=\"{path}\"#y", []);

        Assert.Equal("/v1/models/..%2F..%2Fadmin%3Fx%3D%22%7Bpath%7D%22%23y/chat/completions", target.Uri.AbsolutePath);
        Assert.Equal("", target.Uri.Query);
        Assert.Equal("../../admin?x=\"{path}\"#y", System.Text.Json.JsonSerializer.Deserialize<string>(Encoding.UTF8.GetString(target.ModelJson)));
    }

    [Fact]
    public void Of_several_upstreams_the_one_that_serves_the_api_is_taken()
    {
        var provider = Samples.Provider() with
        {
            Upstreams =
            [
                new UpstreamEntry { Apis = ["chat"], Protocol = "OpenAI", BaseUrl = "https://a.example" },
                new UpstreamEntry { Apis = ["messages"], Protocol = "Anthropic", BaseUrl = "https://b.example" },
            ],
        };

        var target = UpstreamTarget.Create(provider, Samples.Endpoint(), "messages");

        Assert.Equal("https://b.example/messages", target.Uri.AbsoluteUri);
        Assert.True(target.SpeaksAnthropic);
    }

    private static UpstreamTarget Create(string baseUrl, string? template, string api, string model, Dictionary<string, string> query) =>
        UpstreamTarget.Create(
            Samples.Provider() with
            {
                Upstreams = [new UpstreamEntry { Apis = [api], Protocol = "OpenAI", BaseUrl = baseUrl, PathTemplate = template }],
                Query = query,
            },
            Samples.Endpoint() with { UpstreamName = model }, api);
}
