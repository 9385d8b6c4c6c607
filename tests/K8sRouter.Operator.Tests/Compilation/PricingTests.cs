using K8sRouter.Core.Configuration;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

public sealed class PricingTests
{
    [Theory]
    [InlineData(UpstreamProtocol.Anthropic, null, "0.000006")]
    [InlineData(UpstreamProtocol.Anthropic, "0.000005", "0.000005")]
    [InlineData(UpstreamProtocol.Anthropic, "0", "0")]
    [InlineData(UpstreamProtocol.OpenAI, null, null)]
    [InlineData(UpstreamProtocol.OpenAI, "0.000005", "0.000005")]
    public void An_hour_in_the_cache_has_a_price_of_its_own_else_the_protocols(UpstreamProtocol protocol, string? stated, string? expected)
    {
        var pricing = Compile(protocol, apis: null, new() { Prompt = "0.000003", Completion = "0.000015", InputCacheWrite = "0.00000375", InputCacheWrite1h = stated })!;

        Assert.Equal(expected is null ? null : decimal.Parse(expected, null), pricing.InputCacheWrite1h);
        Assert.Equal(0.00000375m, pricing.InputCacheWrite);
    }

    [Fact]
    public void A_protocol_that_the_model_isnt_called_by_decides_no_price() =>
        Assert.Null(Compile(UpstreamProtocol.Anthropic, ["chat"], new() { Prompt = "0.000003", Completion = "0.000015" })!.InputCacheWrite1h);

    [Fact]
    public void What_has_no_price_gets_none_of_the_protocols() => Assert.Null(Compile(UpstreamProtocol.Anthropic, apis: null, pricing: null));

    /// <summary>The price of a model at a provider that speaks OpenAI's protocol, and another.</summary>
    private static EndpointPricing? Compile(UpstreamProtocol protocol, string[]? apis, ModelPricing? pricing)
    {
        var provider = Given.Provider(models: Given.Model() with { Apis = apis, Pricing = pricing });
        var spec = provider.Spec with
        {
            Upstreams =
            [
                .. provider.Spec.Upstreams,
                new() { Apis = protocol == UpstreamProtocol.Anthropic ? ["messages"] : ["embeddings"], Protocol = protocol, BaseUrl = "https://good.example/other" },
            ],
        };
        return Assert.Single(WorkspaceCompiler.Compile(Given.Input(provider with { Spec = spec })).Config.Endpoints).Pricing;
    }
}
