using System.Text;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Destinations;

public class OtlpTraceWriterTests
{
    private const string Canary = "canary-7f3a";

    [Fact]
    public void A_streamed_success_after_a_fallback_looks_like_its_golden_payload() =>
        Golden.Equal("success", Traced.Json(Traced.Success(), Traced.Content(), Traced.Full));

    [Fact]
    public void A_failure_looks_like_its_golden_payload() => Golden.Equal("failure", Traced.Json(Failure(), FailureContent("boom"), Traced.Full));

    [Fact]
    public void A_cancelled_generation_looks_like_its_golden_payload()
    {
        var record = Traced.Success() with
        {
            Outcome = GenerationOutcomes.Cancelled,
            Cancelled = true,
            Usage = null,
            Cost = null,
            FinishReason = null,
            NativeFinishReason = null,
            Trace = null,
            Attempts = [],
        };

        Golden.Equal("cancelled", Traced.Json(record, null, Traced.Full));
    }

    [Fact]
    public void Privacy_mode_looks_like_its_golden_payload() =>
        Golden.Equal("privacy", Traced.Json(Traced.Success(), Traced.Content(), Traced.Full with { ContentMode = ContentModes.None }));

    [Fact]
    public void Writes_to_the_cache_are_told_by_how_long_they_last()
    {
        var record = Traced.Success() with { Usage = new() { Prompt = 10, CacheWrite = 7, CacheWrite1h = 5 } };

        var attributes = Traced.Attributes(Traced.Root(Traced.Json(record, null, Traced.Full)));

        Assert.Equal(7L, attributes["gen_ai.usage.input_tokens.cache_write"]);
        Assert.Equal(2L, attributes["gen_ai.usage.input_tokens.cache_write_5m"]);
        Assert.Equal(5L, attributes["gen_ai.usage.input_tokens.cache_write_1h"]);
    }

    [Theory]
    [InlineData(ContentModes.None)]
    [InlineData(ContentModes.Reference)]
    public void Without_full_content_no_word_of_input_output_reasoning_tools_or_errors_leaves(string mode)
    {
        var content = FailureContent(Canary) with
        {
            Request = Encoding.UTF8.GetBytes($$"""{"messages":[{"content":"{{Canary}}"}]}"""),
            ResponseFormat = CapturedResponseFormat.Json,
            Response = Encoding.UTF8.GetBytes($$"""{"choices":[{"message":{"content":"{{Canary}}","reasoning":"{{Canary}}","tool_calls":["{{Canary}}"]} }]}"""),
        };
        var everything = Traced.Full with
        {
            ContentMode = mode,
            Include = new() { Cost = true, Identity = true, RequestContext = true },
        };

        foreach (var record in new[] { Traced.Success(), Failure() })
            Assert.DoesNotContain(Canary, Encoding.UTF8.GetString(Traced.Json(record, content, everything)), StringComparison.Ordinal);
        Assert.Contains(Canary, Encoding.UTF8.GetString(Traced.Json(Failure(), content, Traced.Full)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_says_whether_the_content_is_kept()
    {
        var reference = Traced.Full with { ContentMode = ContentModes.Reference };

        Assert.Equal("not_logged", Root(Traced.Success(), null, reference)["k8srouter.content"]);
        Assert.Equal("logged", Root(Traced.Success() with { ContentLogged = true }, null, reference)["k8srouter.content"]);
    }

    [Fact]
    public void What_is_unknown_is_left_out_and_never_zero()
    {
        var root = Root(Records.Completed(), null, Traced.Full);

        Assert.DoesNotContain(root.Keys, key => key.StartsWith("gen_ai.usage", StringComparison.Ordinal));
        Assert.DoesNotContain(root.Keys, key => key.EndsWith("_ms", StringComparison.Ordinal));
        Assert.DoesNotContain("user.id", root.Keys);
        Assert.DoesNotContain("session.id", root.Keys);
    }

    [Theory]
    [InlineData(5L, 150.0, 350.0, 50.0)]
    [InlineData(1L, 150.0, 350.0, null)]
    [InlineData(null, 150.0, 350.0, null)]
    [InlineData(5L, null, 350.0, null)]
    public void Latency_between_tokens_needs_two_tokens_and_both_milestones(long? tokens, double? first, double? end, double? expected)
    {
        var record = Records.Completed() with { Usage = new() { Completion = tokens }, Timings = new() { FirstToken = first, ProviderBodyEnd = end } };

        Assert.Equal(expected, (double?)Root(record, null, Traced.Full).GetValueOrDefault("trace.metadata.openrouter.inter_token_latency_ms"));
    }

    [Theory]
    [InlineData(ContentModes.Full)]
    [InlineData(ContentModes.None)]
    public void The_callers_span_is_linked_to_the_root_and_changes_no_id(string mode)
    {
        var destination = Traced.Full with { ContentMode = mode };
        var linked = Traced.Root(Traced.Json(Traced.Success(), null, destination));
        var alone = Traced.Root(Traced.Json(Traced.Success() with { TraceParent = null }, null, destination));

        Assert.Equal(
            """[{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7"}]""", linked.GetProperty("links").GetRawText());
        Assert.False(alone.TryGetProperty("links", out _));
        foreach (string id in new[] { "traceId", "spanId" })
            Assert.Equal(alone.GetProperty(id).GetString(), linked.GetProperty(id).GetString());
    }

    [Fact]
    public void A_record_whose_trace_parent_is_damaged_is_sent_without_a_link()
    {
        var record = Traced.Success() with { TraceParent = "00-zz" };
        Assert.False(Traced.Root(Traced.Json(record, null, Traced.Full)).TryGetProperty("links", out _));
    }

    [Fact]
    public void Opt_in_groups_come_only_when_asked_for()
    {
        Assert.DoesNotContain(Root(Traced.Success(), null, Traced.Full).Keys, key => key.Contains("openrouter_generation", StringComparison.Ordinal));

        var root = Root(Traced.Success(), null, Traced.Full with { Include = new() { Cost = true, Identity = true, RequestContext = true } });

        Assert.Equal(0.00297, root["trace.metadata.openrouter_generation.usage"]);
        Assert.Equal("Example", root["trace.metadata.openrouter_generation.app.title"]);
        Assert.Equal("https://example.com", root["trace.metadata.openrouter_generation.origin"]);
        Assert.Equal("chat", root["trace.metadata.openrouter_generation.api_type"]);
    }

    [Fact]
    public void The_pod_is_told_to_whom_identity_is_and_to_nobody_else()
    {
        var record = Traced.Success() with { Pod = "web-1", ServiceAccount = "web", Workload = "Deployment/web" };
        var others = Root(record, null, Traced.Full with { Include = new() { Cost = true, RequestContext = true } });
        Assert.DoesNotContain(others, attribute => attribute.Value is "web-1" or "web" or "Deployment/web");

        var root = Root(record, null, Traced.Full with { Include = new() { Identity = true } });

        Assert.Equal("web-1", root["trace.metadata.openrouter_generation.pod"]);
        Assert.Equal("web", root["trace.metadata.openrouter_generation.service_account"]);
        Assert.Equal("Deployment/web", root["trace.metadata.openrouter_generation.workload"]);
    }

    [Theory]
    [InlineData(ContentModes.Full)]
    [InlineData(ContentModes.Reference)]
    [InlineData(ContentModes.None)]
    public void Custom_metadata_outside_the_allow_list_stays_here(string mode)
    {
        var root = Root(Traced.Success(), Traced.Content(), Traced.Full with { ContentMode = mode, Include = new() { MetadataKeys = ["feature"] } });

        Assert.Equal("search", root["trace.metadata.feature"]);
        Assert.Equal("search", root["span.metadata.feature"]);
        Assert.DoesNotContain("trace.metadata.secret", root.Keys);
        Assert.DoesNotContain("span.metadata.score", root.Keys);
    }

    [Fact]
    public void An_empty_allow_list_lets_no_custom_metadata_out_and_none_lets_all()
    {
        string[] custom = ["trace.metadata.feature", "trace.metadata.score", "trace.metadata.secret", "trace.metadata.tags", "trace.metadata.huge"];

        var nothing = Root(Traced.Success(), null, Traced.Full with { Include = new() { MetadataKeys = [] } });
        var everything = Root(Traced.Success(), null, Traced.Full with { Include = new() { MetadataKeys = null } });

        Assert.Empty(nothing.Keys.Intersect(custom));
        Assert.Equal(custom.Order(), everything.Keys.Intersect(custom).Order());
        Assert.Equal("Nightly", nothing["trace.name"]);
    }

    [Fact]
    public void Images_and_files_are_taken_out_and_text_is_kept()
    {
        var content = Records.Whole(
            """{"messages":[{"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"data:..."}},{"type":"file","file":{}}]}]}""",
            null);

        Assert.Equal(
            """{"messages":[{"role":"user","content":[{"type":"text","text":"look"}]}]}""",
            Root(Traced.Success(), content, Traced.Full)["gen_ai.prompt"]);
    }

    [Fact]
    public void Attributes_beyond_the_cap_are_cut_and_marked()
    {
        var root = Traced.Root(Traced.Json(Traced.Success(), Traced.Content(prompt: new('x', 500)), Traced.Full, maxAttributeCharacters: 200));

        var attributes = Traced.Attributes(root);
        string prompt = (string)attributes["gen_ai.prompt"];
        Assert.Equal(200, prompt.Length);
        Assert.EndsWith("[truncated]", prompt, StringComparison.Ordinal);
        Assert.Equal(true, attributes["gen_ai.prompt.truncated"]);
        var marker = Assert.Single(root.GetProperty("events").EnumerateArray(), happened => happened.GetProperty("name").GetString() == "openrouter.trace_truncated");
        Assert.Contains("gen_ai.prompt", (string)Traced.Attributes(marker)["keys"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_object_that_is_no_json_costs_the_trace_nothing()
    {
        var root = Traced.Root(Traced.Json(Traced.Success() with { Trace = "{broken" }, null, Traced.Full));

        Assert.Equal("LLM Generation", root.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("""a \"quoted\" word, a back\\slash and a\nline""")]
    [InlineData("ünïcode 漢字 😀 and \\ud83d\\ude00")]
    [InlineData("a bell \\u0007 and a zero \\u0000")]
    public void Text_arrives_as_it_was_whatever_is_in_it(string prompt)
    {
        string told = (string)Root(Traced.Success(), Traced.Content(prompt: prompt), Traced.Full)["gen_ai.prompt"];

        Assert.Equal(
            JsonElement.Parse($"\"{prompt}\"").GetString(),
            JsonElement.Parse(told).GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public void Generations_that_are_sent_together_stay_apart()
    {
        byte[] body = Traced.Written(
            Traced.Plain, Traced.Full,
            new(Traced.Success() with { Id = "gen-1" }, Traced.Content("one")),
            new(Traced.Success() with { Id = "gen-2" }, null),
            new(Failure() with { Id = "gen-3" }, FailureContent("boom")));

        var traces = JsonElement.Parse(body).GetProperty("resourceSpans").EnumerateArray().ToList();
        Assert.Equal(["gen-1", "gen-2", "gen-3"], traces.Select(trace => (string)Traced.Attributes(trace.GetProperty("resource"))["openrouter.trace.id"]));
        Assert.DoesNotContain("gen_ai.prompt", traces[1].GetRawText(), StringComparison.Ordinal);
        Assert.Contains("boom", traces[2].GetRawText(), StringComparison.Ordinal);
    }

    private static GenerationRecord Failure() => Traced.Success() with
    {
        Outcome = GenerationOutcomes.Failed,
        StatusCode = 502,
        ErrorType = "provider_unavailable",
        Streamed = false,
        Usage = null,
        Cost = null,
        FinishReason = "error",
        NativeFinishReason = null,
        ProviderName = null,
        ProviderSlug = null,
        Trace = null,
        Attempts = [Traced.Success().Attempts[0]],
    };

    private static CapturedContent FailureContent(string message) => Records.Whole("{}", null) with
    {
        Errors = Encoding.UTF8.GetBytes($$"""[{"code":429,"message":"{{message}}","raw":"{{message}}"}]"""),
    };

    private static Dictionary<string, object> Root(GenerationRecord record, CapturedContent? content, DestinationEntry destination) =>
        Traced.Attributes(Traced.Root(Traced.Json(record, content, destination)));
}
