using System.Text;
using K8sRouter.Sidecar.Routing;

namespace K8sRouter.Sidecar.Tests.Routing;

public sealed class ProviderPreferencesParserTests
{
    [Theory]
    [InlineData("[]", "provider: expected object, received array")]
    [InlineData("true", "provider: expected object, received boolean")]
    [InlineData("""{"zrd":true}""", "provider: Unrecognized key: \"zrd\"")]
    [InlineData("""{"zdr":"yes"}""", "provider.zdr: expected boolean, received string")]
    [InlineData("""{"order":"a"}""", "provider.order: expected array, received string")]
    [InlineData("""{"only":["a",1]}""", "provider.only.1: expected string, received number")]
    [InlineData("""{"data_collection":"none"}""", "provider.data_collection: Invalid option: expected one of \"allow\"|\"deny\"")]
    [InlineData("""{"sort":"cheap"}""", "provider.sort: Invalid option: expected one of \"price\"|\"throughput\"|\"latency\"|\"exacto\"")]
    [InlineData("""{"sort":{"by":"price","part":"none"}}""", "provider.sort: Unrecognized key: \"part\"")]
    [InlineData("""{"sort":{"partition":"all"}}""", "provider.sort.partition: Invalid option: expected one of \"model\"|\"none\"")]
    [InlineData("""{"max_price":1}""", "provider.max_price: expected object, received number")]
    [InlineData("""{"max_price":{"prompt":"x"}}""", "provider.max_price.prompt: expected number, received string")]
    [InlineData("""{"max_price":{"tokens":1}}""", "provider.max_price: Unrecognized key: \"tokens\"")]
    [InlineData("""{"max_price":{"prompt":1e999}}""", "provider.max_price.prompt: expected number, received number")]
    [InlineData("""{"preferred_max_latency":-1}""", "provider.preferred_max_latency: expected number of at least 0, received number")]
    [InlineData("""{"preferred_min_throughput":{"p42":1}}""", "provider.preferred_min_throughput: Unrecognized key: \"p42\"")]
    [InlineData("""{"only":["\ud800"]}""", "provider: Invalid input: expected valid Unicode")]
    [InlineData("""{"\ud800":1}""", "provider: Invalid input: expected valid Unicode")]
    public void What_is_wrong_is_said_by_field(string json, string expected)
    {
        Assert.Null(ProviderPreferencesParser.Parse(Encoding.UTF8.GetBytes(json), out string? problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void An_unknown_quantization_is_told_which_there_are()
    {
        Assert.Null(ProviderPreferencesParser.Parse("""{"quantizations":["int5"]}"""u8.ToArray(), out string? problem));
        Assert.StartsWith("provider.quantizations: Invalid option: expected one of \"int4\"|", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_field_is_read()
    {
        var read = ProviderPreferencesParser.Parse(
            """
            {"order":["a"],"only":["b"],"ignore":["c"],"allow_fallbacks":false,"require_parameters":true,"data_collection":"deny","zdr":true,
             "enforce_distillable_text":true,"quantizations":["fp8"],"sort":{"by":"latency","partition":"none"},
             "max_price":{"prompt":1,"completion":"2.5","request":0,"image":null},"preferred_min_throughput":50,
             "preferred_max_latency":{"p90":3,"p50":null}}
            """u8.ToArray(), out string? problem)!;

        Assert.Null(problem);
        Assert.Equal(("a", "b", "c", "fp8"), (read.Order!.Single(), read.Only!.Single(), read.Ignore.Single(), read.Quantizations!.Single()));
        Assert.Equal(
            (false, true, true, true, true, true, RouteSort.Latency),
            (read.AllowFallbacks, read.RequireParameters, read.DenyDataCollection, read.ZeroDataRetention, read.DistillableOnly, read.SortAcrossModels, read.Sort));
        Assert.Equal(new MaxPrice { Prompt = 1, Completion = 2.5m, Request = 0 }, read.MaxPrice);
        Assert.Equal(new PercentileBound { P50 = 50 }, read.MinThroughput);
        Assert.Equal(new PercentileBound { P90 = 3 }, read.MaxLatency);
    }

    [Fact]
    public void Nulls_and_absence_are_no_preference()
    {
        Assert.Same(ProviderPreferences.None, ProviderPreferencesParser.Parse(default, out _));
        Assert.Equal(
            ProviderPreferences.None with { Ignore = [] },
            ProviderPreferencesParser.Parse("""{"order":null,"zdr":null,"sort":null,"max_price":null}"""u8.ToArray(), out _)! with { Ignore = [] });
    }
}
