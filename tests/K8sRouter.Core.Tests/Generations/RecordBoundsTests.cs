using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Tests.Generations;

public sealed class RecordBoundsTests
{
    private const int Megabyte = 1 << 20;

    /// <summary>Members that a configuration, the cluster or the router itself decides.</summary>
    private static readonly string[] Ours =
    [
        "version", "id", "request_id", "workspace_id", "workspace", "sidecar", "config_revision", "created_at", "outcome", "api", "provider_name", "provider_slug",
        "endpoint_id", "streamed", "cancelled", "finish_reason", "status_code", "error_type", "timings", "usage", "cost", "is_byok", "api_key_hash", "api_key_name",
        "data_region", "trace_parent", "num_media_prompt", "input_unit_price", "output_unit_price", "zero_data_retention", "content_logged", "content_used",
        "content_destinations", "destinations", "pod", "service_account", "workload", "content_truncated", "truncated_members",
    ];

    [Fact]
    public void Each_member_of_a_record_has_a_bound_or_is_nothing_that_others_decide()
    {
        var all = GenerationRecordJson.Default.GenerationRecord.Properties.Select(property => property.Name);

        string[] bounded = [.. RecordBounds.Texts.Select(bound => bound.Name), "attempts", RecordBounds.Trace];
        Assert.Equal(all.Order(), Ours.Concat(bounded).Order());
    }

    [Fact]
    public void A_record_stays_small_whatever_callers_and_providers_send_and_says_what_was_cut()
    {
        string huge = new('x', Megabyte);
        var trace = CallerTrace.Of(Encoding.UTF8.GetBytes($$"""{"a":"{{huge}}","b":["{{huge}}"],"{{huge}}":1}"""));
        var attempts = Enumerable.Range(0, 500).Select(number => new ProviderAttempt
        {
            EndpointId = $"acme/{number}",
            ProviderName = "Acme",
            ProviderSlug = "acme",
            ModelPermaslug = "acme/one",
            UpstreamId = huge,
        });
        var record = RecordBounds.Texts.Aggregate(Records.Completed(), (record, bound) => bound.Set(record, huge)) with
        {
            Attempts = [.. attempts],
            Trace = trace.Json,
            TruncatedMembers = trace.IsCut ? [RecordBounds.Trace] : null,
        };

        var bounded = RecordBounds.Apply(record);

        Assert.InRange(Records.Row(bounded).Length, 1, 64 << 10);
        Assert.InRange(RecordBounds.Characters(bounded), 1, 40 << 10);
        string[] expected = [.. RecordBounds.Texts.Select(bound => bound.Name), "attempts", RecordBounds.Trace];
        Assert.Equal(expected.Order(), bounded.TruncatedMembers!.Order());
        // The last attempt is the one that decided.
        Assert.Equal((RecordBounds.MaxAttempts, "acme/499"), (bounded.Attempts.Count, bounded.Attempts[^1].EndpointId));
    }

    [Fact]
    public void What_is_within_its_bounds_is_the_same_record()
    {
        var record = RecordBounds.Texts.Aggregate(
            Records.Completed(), (record, bound) => bound.Set(record, new('x', bound.MaxCharacters)));

        Assert.Same(record, RecordBounds.Apply(record));
        Assert.DoesNotContain("truncated_members", Encoding.UTF8.GetString(Records.Row(record)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_never_leaves_half_of_a_character() =>
        Assert.Equal(new string('x', 255), RecordBounds.Cut(new string('x', 255) + "😀", 256));

    [Theory]
    [InlineData("""{"trace_id":"t","feature":"search","score":3}""")]
    [InlineData("""{}""")]
    public void A_short_trace_is_kept_as_it_came(string json) => Assert.Equal(new(json, IsCut: false), Trace(json));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    public void What_is_no_object_is_no_trace(string json) => Assert.Equal(default, Trace(json));

    [Fact]
    public void A_trace_of_many_keys_is_kept_whole_as_long_as_it_fits()
    {
        string json = "{" + string.Join(',', Enumerable.Range(0, 15).Select(i => $"\"k{i}\":\"{new string('x', 1_000)}\"")) + "}";

        Assert.Equal(new(json, IsCut: false), Trace(json));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("漢")]
    [InlineData("😀")]
    [InlineData("\\n")]
    [InlineData("\\u00e9")]
    [InlineData("\\ud83d\\ude00")]
    public void A_long_text_is_cut_between_two_characters_and_says_so(string character)
    {
        for (int shift = 0; shift < 12; shift++)
        {
            string text = new string('a', shift) + string.Concat(Enumerable.Repeat(character, 10_000));
            var trace = Trace($$"""{"note":"{{text}}","trace_id":"t"}""");

            var kept = JsonElement.Parse(trace.Json!);
            string note = kept.GetProperty("note").GetString()!;
            Assert.EndsWith("[truncated]", note, StringComparison.Ordinal);
            Assert.StartsWith(note[..^"[truncated]".Length], JsonElement.Parse($"\"{text}\"").GetString(), StringComparison.Ordinal);
            Assert.InRange(Encoding.UTF8.GetByteCount(kept.GetProperty("note").GetRawText()), CallerTrace.MaxValueBytes - 16, CallerTrace.MaxValueBytes);
            Assert.Equal((true, "t"), (trace.IsCut, kept.GetProperty("trace_id").GetString()));
        }
    }

    [Fact]
    public void The_keys_with_a_meaning_go_first_and_what_has_no_room_is_counted()
    {
        var members = Enumerable.Range(0, 100).Select(i => $"\"k{i}\":\"{new string('x', 1_000)}\"");
        var trace = Trace("{" + string.Join(',', members) + ",\"large\":[" + string.Join(',', Enumerable.Range(0, 5_000)) + "],\"trace_id\":\"t\"}");

        var kept = JsonElement.Parse(trace.Json!);
        Assert.Equal("t", kept.GetProperty("trace_id").GetString());
        Assert.Equal(new string('x', 1_000), kept.GetProperty("k0").GetString());
        int keys = kept.EnumerateObject().Count(member => member.Name.StartsWith('k'));
        Assert.Equal(101 - keys, kept.GetProperty("openrouter_truncated").GetProperty("omitted_keys").GetInt32());
        Assert.InRange(keys, 15, 16);
        Assert.InRange(Encoding.UTF8.GetByteCount(trace.Json!), 1, CallerTrace.MaxBytes);
        Assert.True(trace.IsCut);
    }

    private static CallerTrace Trace(string json) => CallerTrace.Of(Encoding.UTF8.GetBytes(json));
}
