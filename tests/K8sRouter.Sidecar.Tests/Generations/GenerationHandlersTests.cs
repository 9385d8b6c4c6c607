using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Tests.Conformance;
using static K8sRouter.Sidecar.Tests.Conformance.Samples;

namespace K8sRouter.Sidecar.Tests.Generations;

public sealed class GenerationHandlersTests
{
    private static readonly GenerationContentReader Nowhere = new(() => null, new FolderObjectStore("/nowhere"), "k8srouter");

    [Fact]
    public async Task A_generation_is_answered_with_everything_that_is_known_of_it()
    {
        var data = (await GetAsync(FullGeneration())).Data;

        Assert.Equal("openai/gpt-5-mini-2025-08-07", Text(data, "model"));
        Assert.Equal("2026-11-20T12:00:00.000Z", Text(data, "created_at"));
        Assert.Equal("completions", Text(data, "api_type"));
        Assert.Equal("Acme AI", Text(data, "provider_name"));
        Assert.Equal(300, data.GetProperty("latency").GetInt32());
        Assert.Equal(500, data.GetProperty("generation_time").GetInt32());
        Assert.Equal("0.000025", data.GetProperty("total_cost").GetRawText());
        Assert.Equal("0.00002475", data.GetProperty("usage").GetRawText());
        Assert.Equal(20, data.GetProperty("tokens_prompt").GetInt32());
        Assert.Equal(20, data.GetProperty("native_tokens_prompt").GetInt32());
        Assert.Equal(2, data.GetProperty("native_tokens_reasoning").GetInt32());
        Assert.Equal(4, data.GetProperty("native_tokens_cached").GetInt32());
        Assert.Equal("stop", Text(data, "finish_reason"));
        Assert.Equal("end_turn", Text(data, "native_finish_reason"));
        Assert.Equal("https://app.example", Text(data, "origin"));
        Assert.Equal("user-1", Text(data, "external_user"));
        Assert.Equal("session-1", Text(data, "session_id"));
    }

    [Fact]
    public async Task Every_attempt_is_listed_in_order_failed_ones_with_a_null_status()
    {
        var attempts = (await GetAsync(FullGeneration())).Data.GetProperty("provider_responses").EnumerateArray().ToArray();

        Assert.Equal(["Slow", "Acme AI"], attempts.Select(a => Text(a, "provider_name")));
        Assert.Equal(JsonValueKind.Null, attempts[0].GetProperty("status").ValueKind);
        Assert.Equal(200, attempts[1].GetProperty("status").GetInt32());
        Assert.Equal("chatcmpl-1", Text(attempts[1], "id"));
    }

    [Fact]
    public async Task What_is_unknown_is_null_and_not_zero_except_the_two_costs()
    {
        var data = (await GetAsync(Generation())).Data;

        foreach (string field in new[] { "tokens_prompt", "native_tokens_completion", "latency", "generation_time", "cache_discount", "app_id", "upstream_id", "http_referer" })
            Assert.Equal(JsonValueKind.Null, data.GetProperty(field).ValueKind);
        Assert.Equal(0, data.GetProperty("total_cost").GetDecimal());
        Assert.Equal(0, data.GetProperty("usage").GetDecimal());
        Assert.Equal("", Text(data, "origin"));
    }

    [Theory]
    [InlineData(GenerationApis.Chat, "completions")]
    [InlineData(GenerationApis.Completions, "completions")]
    [InlineData(GenerationApis.Responses, "completions")]
    [InlineData(GenerationApis.Messages, "completions")]
    [InlineData(GenerationApis.Embeddings, "embeddings")]
    public async Task Kinds_of_calls_have_the_APIs_names(string api, string expected) =>
        Assert.Equal(expected, Text((await GetAsync(Generation() with { Api = api })).Data, "api_type"));

    [Theory]
    [InlineData(true, "0.000025")]
    [InlineData(false, "0")]
    public async Task Upstream_cost_is_that_of_the_workspaces_own_key(bool byok, string cost) =>
        Assert.Equal(cost, (await GetAsync(FullGeneration() with { IsByok = byok })).Data.GetProperty("upstream_inference_cost").GetRawText());

    [Theory]
    [InlineData("/api/v1/generation", 400)]
    [InlineData("/api/v1/generation?id=", 400)]
    [InlineData("/api/v1/generation?id=gen-none", 404)]
    public async Task A_missing_id_is_a_400_and_an_unknown_one_a_404(string path, int status)
    {
        var call = await TestCall.GetAsync(context => new GenerationHandlers(new GenerationIndex(), Nowhere).HandleAsync(context, null), path);
        Assert.Equal(status, call.Status);
        Assert.Equal(status, call.Json.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_call_is_shown_to_the_key_that_made_it_and_to_administrators()
    {
        var own = new ApiKeyEntry { Name = "app", Hash = new string('a', 64) };
        var other = new ApiKeyEntry { Name = "app", Hash = new string('b', 64) };
        var record = FullGeneration() with { ApiKeyHash = own.Hash, ApiKeyName = own.Name };

        Assert.Equal(200, (await GetAsync(record, own)).Status);
        Assert.Equal(200, (await GetAsync(record, other with { Administrator = true })).Status);
        // A workspace that took its keys away: all on loopback are one.
        Assert.Equal(200, (await GetAsync(record, key: null)).Status);

        var foreign = await GetAsync(record, other);
        var unknown = await TestCall.GetAsync(
            context => new GenerationHandlers(new GenerationIndex(), Nowhere).HandleAsync(context, other), $"/api/v1/generation?id={record.Id}");
        Assert.Equal((404, unknown.Text), (foreign.Status, foreign.Text));
        // Made before the workspace had keys: nobody's own.
        Assert.Equal(404, (await GetAsync(record with { ApiKeyHash = null }, own)).Status);
    }

    private static Task<TestCall> GetAsync(GenerationRecord record, ApiKeyEntry? key = null)
    {
        var index = new GenerationIndex();
        index.Add(record);
        return TestCall.GetAsync(context => new GenerationHandlers(index, Nowhere).HandleAsync(context, key), $"/api/v1/generation?id={record.Id}");
    }

    private static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();
}
