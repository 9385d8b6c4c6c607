using System.Text;
using K8sRouter.Sidecar.Ingress;

namespace K8sRouter.Sidecar.Tests.Ingress;

public sealed class RetainingFieldsTests
{
    [Theory]
    [InlineData("\"previous_response_id\":\"r\"", false, "previous_response_id")]
    [InlineData("\"conversation\":{}", false, "conversation")]
    [InlineData("\"background\":true", false, "background")]
    [InlineData("\"background\":1", false, "background")]
    [InlineData("\"background\":false", true, null)]
    [InlineData("\"previous_response_id\":null,\"conversation\":null", true, null)]
    [InlineData("\"store\":true", true, null)]
    [InlineData("\"prompt_cache_retention\":\"24h\"", true, "prompt_cache_retention")]
    [InlineData("\"prompt_cache_retention\":\"24h\"", false, null)]
    [InlineData("\"container\":\"c\"", true, "container")]
    [InlineData("\"container\":\"c\"", false, null)]
    public void What_would_make_a_provider_keep_data_is_refused(string member, bool zeroRetention, string? expected)
    {
        var refused = RetainingFields.FindRefused(Scan(member), zeroRetention);

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
