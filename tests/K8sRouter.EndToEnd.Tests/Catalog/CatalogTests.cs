using System.Text.Json;
using K8sRouter.EndToEnd.Tests.Policies;
using K8sRouter.Testing.Conformance;

namespace K8sRouter.EndToEnd.Tests.Catalog;

/// <summary>The list routes, as strict clients read them: what this workspace may use and nothing else.</summary>
public sealed class CatalogTests(PoliciesHouse house, ITestOutputHelper output)
    : HouseTests<PoliciesHouse>(house, output), IClassFixture<PoliciesHouse>
{
    [Theory]
    [InlineData("models", "ModelsListResponse")]
    [InlineData("models/user", "ModelsListResponse")]
    [InlineData("models?supported_parameters=tools", "ModelsListResponse")]
    [InlineData("embeddings/models", "ModelsListResponse")]
    [InlineData("models/count", "ModelCountResponse")]
    [InlineData("model/acme/assistant", "ModelResponse")]
    [InlineData("models/acme/assistant/endpoints", "EndpointsResponse")]
    [InlineData("endpoints/zdr", "ZeroRetentionEndpointsResponse")]
    [InlineData("providers", "ProvidersResponse")]
    [InlineData("key", "KeyResponse")]
    public async Task Every_list_conforms(string path, string type)
    {
        Assert.Empty(ResponseSchemas.Validate(type, (await Sidecar.GetAsync(path)).Expect(200).Json));
        (await Sidecar.GetAsync("/v1/" + path)).Expect(200);
    }

    [Fact]
    public async Task Only_what_the_policy_allows_is_listed()
    {
        Assert.Equal(["acme/assistant"], Names(await Sidecar.GetAsync("models"), "id"));
        Assert.Equal(["acme/assistant"], Names(await Sidecar.GetAsync("endpoints/zdr"), "model_id"));
        Assert.DoesNotContain("gamma", (await Sidecar.GetAsync("models/acme/thinker/endpoints")).Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("alpha", Assert.Single(Names(await Sidecar.GetAsync("providers"), "slug")));
    }

    [Fact]
    public async Task The_real_clients_list_of_models_is_read()
    {
        var models = (await Sidecar.OpenAI().GetOpenAIModelClient().GetModelsAsync()).Value;

        Assert.Equal(["acme/assistant"], models.Select(m => m.Id));
    }

    [Fact]
    public async Task Metrics_count_what_happened()
    {
        (await Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
        (await Sidecar.ChatAsync("acme/thinker", "Hi")).Expect(404);

        string metrics = (await Sidecar.AdminAsync("/metrics")).Expect(200).Body;
        Assert.Matches(@"(?m)^k8srouter_requests_total\{[^}]*\} [1-9]", metrics);
        Assert.Matches(@"(?m)^k8srouter_\w*refus\w*\{[^}]*data_policy:retention[^}]*\} [1-9]", metrics);
        Assert.DoesNotContain("127.0.0.1", metrics, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(Answer answer, string field) =>
        answer.Expect(200).Json.GetProperty("data").EnumerateArray().Select(e => e.GetProperty(field).GetString()!);
}
