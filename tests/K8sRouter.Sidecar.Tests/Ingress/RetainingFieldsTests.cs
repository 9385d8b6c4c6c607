using System.Text;
using K8sRouter.Sidecar.Ingress;

namespace K8sRouter.Sidecar.Tests.Ingress;

public sealed class RetainingFieldsTests
{
    [Theory]
    [InlineData("responses", "\"previous_response_id\":\"r\"", false, "previous_response_id")]
    [InlineData("responses", "\"conversation\":{}", false, "conversation")]
    [InlineData("responses", "\"background\":true", false, "background")]
    [InlineData("responses", "\"background\":false", true, null)]
    [InlineData("responses", "\"previous_response_id\":null,\"conversation\":null", true, null)]
    [InlineData("responses", "\"store\":true", true, null)]
    [InlineData("chat", "\"store\":true", true, null)]
    [InlineData("chat", "\"prompt_cache_retention\":\"24h\"", true, "prompt_cache_retention")]
    [InlineData("chat", "\"prompt_cache_retention\":\"24h\"", false, null)]
    [InlineData("responses", "\"prompt_cache_retention\":\"24h\"", true, "prompt_cache_retention")]
    [InlineData("messages", "\"container\":\"c\"", true, "container")]
    [InlineData("messages", "\"container\":\"c\"", false, null)]
    [InlineData("chat", "\"previous_response_id\":\"r\"", false, null)]
    public void What_would_make_a_provider_keep_data_is_refused(string api, string member, bool zeroRetention, string? expected)
    {
        var refused = RetainingFields.FindRefused(Scan(member), api, zeroRetention);

        Assert.Equal(expected, refused?.Field);
        Assert.True(refused is null || refused.Value.Reason.Length > 20);
    }

    [Theory]
    [InlineData("responses", "\"a\":1", true)]
    [InlineData("responses", "\"store\":false", true)]
    [InlineData("chat", "\"store\":true", true)]
    [InlineData("chat", "\"a\":1", false)]
    [InlineData("messages", "\"store\":true", false)]
    public void Store_false_is_sent_always_on_responses_and_where_it_was_set_on_chat(string api, string member, bool expected) =>
        Assert.Equal(expected, RetainingFields.MustSendStoreFalse(Scan(member), api));

    private static ScannedRequest Scan(string member) => RequestScanner.Scan(Encoding.UTF8.GetBytes("{" + member + "}"), out _)!;
}
