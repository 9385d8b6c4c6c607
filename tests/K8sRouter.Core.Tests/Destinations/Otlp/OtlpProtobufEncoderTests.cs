using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Otlp;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Destinations.Vendors;
using K8sRouter.Testing.Otlp.Protos;

namespace K8sRouter.Core.Tests.Destinations.Otlp;

public sealed class OtlpProtobufEncoderTests
{
    private static readonly OtlpFormat Protobuf = Traced.Plain with { Encoding = OtlpEncoding.Protobuf };

    private static readonly DestinationEntry Everything = Traced.Full with { Include = new() { Cost = true, Identity = true, RequestContext = true } };

    [Theory]
    [InlineData("hi", 10_000_000)]
    [InlineData("ünïcode 漢字 😀 \\ud83d\\ude00 \\u0000 \\\"quoted\\\"", 10_000_000)]
    [InlineData("long", 10_000_000, 5_000)]
    [InlineData("cut", 300, 5_000)]
    public void Both_encodings_tell_the_same(string prompt, int maxCharacters, int repeated = 1)
    {
        TracedGeneration[] batch =
        [
            new(Traced.Success(), Traced.Content(string.Concat(Enumerable.Repeat(prompt, repeated)))),
            new(Traced.Success() with { Id = "gen-2", Outcome = GenerationOutcomes.Failed, Trace = """{"n":-1,"d":0.5,"t":true,"s":"x"}""" }, null),
        ];

        var protobuf = Read("application/x-protobuf", Traced.Written(Protobuf with { MaxAttributeCharacters = maxCharacters }, Everything, batch));
        var json = Read("application/json", Traced.Written(Traced.Plain with { MaxAttributeCharacters = maxCharacters }, Everything, batch));

        Assert.Equal(json.ToJsonString(), protobuf.ToJsonString());
        Assert.Equal(2, protobuf.Count);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(0L)]
    [InlineData(127L)]
    [InlineData(128L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Whole_numbers_of_every_length_arrive(long number)
    {
        var record = Traced.Success() with { Trace = $$"""{"number":{{number}}}""" };

        var request = ExportTraceServiceRequest.Parser.ParseFrom(Traced.Written(Protobuf, Traced.Full, new TracedGeneration(record, null)));

        var attribute = request.ResourceSpans[0].ScopeSpans[0].Spans[0].Attributes.Single(attribute => attribute.Key == "trace.metadata.number");
        Assert.Equal(number, attribute.Value.IntValue);
    }

    [Fact]
    public void A_long_prompt_stands_in_the_body_three_times_and_in_memory_once()
    {
        const int length = 1 << 20;
        foreach (var format in new[] { Protobuf, Traced.Plain })
        {
            using var body = new TraceBuffer();
            using var writer = new OtlpTraceWriter(body, format, Traced.Full);
            writer.Add(new(Traced.Success(), Traced.Content(new string('x', length))));
            writer.End();

            Assert.InRange(body.Length, 3L * length, (3L * length) + 20_000);
            Assert.InRange(body.Bytes.Length, length, length + 20_000);
        }
    }

    [Fact]
    public void A_key_of_the_callers_that_is_called_like_one_of_ours_doesnt_replace_it()
    {
        var record = Traced.Success() with { Trace = """{"openrouter.provider_name":"forged","a":1,"a":2}""" };

        var span = Read("application/x-protobuf", Traced.Written(Protobuf, Traced.Full, new TracedGeneration(record, null)))[0]!["spans"]![0]!;

        Assert.Equal("OpenAI", (string?)span["attributes"]!["trace.metadata.openrouter.provider_name"]);
        Assert.Equal(1L, (long)span["attributes"]!["trace.metadata.a"]!);
    }

    private static JsonArray Read(string type, byte[] body) =>
        OtlpWire.Read(new("POST", new("https://x.example"), "/", new Dictionary<string, string> { ["Content-Type"] = type }, body));
}
