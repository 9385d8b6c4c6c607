using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Destinations.Vendors;
using K8sRouter.Testing;

namespace K8sRouter.Core.Tests.Destinations;

/// <summary>What single vendors get otherwise than the rest.</summary>
public sealed class OwnAttributesTests : IClassFixture<VendorServer>
{
    private readonly VendorServer _server;

    public OwnAttributesTests(VendorServer server)
    {
        _server = server;
        _server.Reset();
    }

    [Fact]
    public async Task Arize_gets_neither_tokens_nor_costs_nor_times()
    {
        var keys = (await RootAsync("arize", Traced.Success(), Traced.Content())).Select(attribute => attribute.Key).ToList();

        Assert.Contains("input.value", keys);
        Assert.DoesNotContain(keys, key => key.Contains("token", StringComparison.Ordinal) || key.Contains("cost", StringComparison.Ordinal)
            || key.Contains("price", StringComparison.Ordinal) || key.EndsWith("_ms", StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_Relic_gets_values_of_at_most_4095_characters_and_a_mark()
    {
        var root = await RootAsync("newrelic", Traced.Success(), Traced.Content(new string('x', 10_000)));

        Assert.Equal(4095, ((string)root["gen_ai.prompt"]!).Length);
        Assert.True((bool)root["gen_ai.prompt.truncated"]!);
    }

    [Fact]
    public async Task Langfuse_gets_usage_costs_and_the_first_tokens_time_as_it_wants_them()
    {
        var record = Traced.Success() with { Trace = """{"environment":"production","release":"v1"}""" };
        var root = await RootAsync("langfuse", record, null);

        Assert.Equal("""{"input":10,"output":5,"total":15}""", (string?)root["langfuse.observation.usage_details"]);
        Assert.Equal("""{"input":0.001,"output":0.002,"total":0.003}""", (string?)root["langfuse.observation.cost_details"]);
        Assert.Equal("2025-11-20T12:00:00.1500000Z", (string?)root["langfuse.observation.completion_start_time"]);
        Assert.Equal(("production", "v1"), ((string?)root["langfuse.environment"], (string?)root["langfuse.release"]));
        Assert.DoesNotContain(await RootAsync("langfuse", record with { Usage = null, Cost = null }, null), attribute => attribute.Key.EndsWith("_details", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PostHog_gets_one_span_a_call_with_its_messages()
    {
        var root = await RootAsync("posthog", Traced.Success(), Traced.Content());

        Assert.Single(OtlpWire.Read(_server.Got.Last())[0]!["spans"]!.AsArray());
        Assert.Equal("""[{"role":"user","parts":[{"type":"text","content":"hi"}]}]""", (string?)root["gen_ai.input.messages"]);
        Assert.False(root.ContainsKey("gen_ai.prompt"));
    }

    [Fact]
    public async Task Receivers_of_protobuf_get_the_conventions_names_beside_the_common_ones()
    {
        var root = await RootAsync("otel-collector", Traced.Success(), null);

        Assert.Equal((4, 4), ((long)root["gen_ai.usage.input_tokens.cached"]!, (long)root["gen_ai.usage.cache_read.input_tokens"]!));
        Assert.Equal("session-7", (string?)root["gen_ai.conversation.id"]);
        Assert.EndsWith(GenAiConventions.Version, (string?)OtlpWire.Read(_server.Got.Last())[0]!["schemaUrl"], StringComparison.Ordinal);
        Assert.False((await RootAsync("webhook", Traced.Success(), null)).ContainsKey("gen_ai.conversation.id"));
    }

    private async Task<JsonObject> RootAsync(string type, GenerationRecord record, CapturedContent? content)
    {
        var vendor = VendorCases.All[type];
        var entry = new DestinationEntry
        {
            Name = type,
            Id = "d",
            Type = type,
            ContentMode = ContentModes.Full,
            Config = vendor.Config,
            SecretFiles = vendor.Secrets.Keys.ToDictionary(field => field),
        };
        var exporter = ExporterFactory.Create(entry, vendor.Secrets.GetValueOrDefault, _server.Client, Clocks.Noon())!;
        Assert.Equal(ExportResult.Delivered, await exporter.ExportAsync([new(record, content)], default));
        return OtlpWire.Read(_server.Got.Last())[0]!["spans"]![0]!["attributes"]!.AsObject();
    }
}
