using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace K8sRouter.EndToEnd.Tests.Forwarding;

/// <summary>Which failures of a provider lead to another one, and which to the caller.</summary>
public sealed class FallbackTests(FallbackTests.FallbackHouse house, ITestOutputHelper output)
    : HouseTests<FallbackTests.FallbackHouse>(house, output), IClassFixture<FallbackTests.FallbackHouse>
{
    private const string AlphaThenBeta = ",\"provider\":{\"order\":[\"alpha\",\"beta\"]}";

    [Theory]
    [InlineData("429", 429)]
    [InlineData("500", 500)]
    [InlineData("503", 503)]
    [InlineData("529", 529)]
    [InlineData("401", 401)]
    [InlineData("402", 402)]
    [InlineData("408", 408)]
    [InlineData("slow-headers", null)]
    [InlineData("hang", null)]
    [InlineData("cut", null)]
    [InlineData("cut-body", 200)]
    [InlineData("html", 200)]
    [InlineData("empty", 200)]
    [InlineData("malformed", 200)]
    [InlineData("error-body", 200)]
    public async Task A_providers_fault_leads_to_the_next_provider(string fault, int? status)
    {
        var answer = (await Sidecar.ChatAsync($"acme/{fault}", "Hi", AlphaThenBeta)).Expect(200);

        Assert.Equal("Beta", answer.Json.GetProperty("provider").GetString());
        var attempts = (await Sidecar.GenerationAsync(answer.GenerationId)).GetProperty("provider_responses").EnumerateArray().ToArray();
        Assert.Equal(["Alpha", "Beta"], attempts.Select(a => a.GetProperty("provider_name").GetString()));
        Assert.Equal(status, attempts[0].GetProperty("status") is { ValueKind: JsonValueKind.Number } s ? s.GetInt32() : null);
        Assert.Equal(200, attempts[1].GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("429")]
    [InlineData("hang")]
    [InlineData("html")]
    [InlineData("empty")]
    [InlineData("error-first")]
    public async Task A_stream_that_fails_before_its_first_event_is_served_by_the_next_provider(string fault)
    {
        var answer = (await Sidecar.ChatAsync($"acme/{fault}", "Write 3 words", AlphaThenBeta + ",\"stream\":true")).Expect(200);

        Assert.Equal("word1 word2 word3", answer.ChatText);
        Assert.All(answer.Chunks, c => Assert.Equal("Beta", c.GetProperty("provider").GetString()));
        Assert.Equal("[DONE]", answer.Events[^1]);
    }

    [Fact]
    public async Task A_provider_that_refuses_connections_leads_to_the_next()
    {
        var answer = (await Sidecar.ChatAsync("acme/unreachable", "Hi", ",\"provider\":{\"order\":[\"nobody\",\"beta\"]}")).Expect(200);

        Assert.Equal("Beta", answer.Json.GetProperty("provider").GetString());
    }

    [Theory]
    [InlineData("400")]
    [InlineData("404")]
    [InlineData("413")]
    [InlineData("422")]
    public async Task A_fault_of_the_request_goes_to_the_caller_and_to_no_other_provider(string fault)
    {
        var answer = (await Sidecar.ChatAsync($"acme/{fault}", $"mine-{fault}", AlphaThenBeta)).Expect(int.Parse(fault, null));

        Assert.Equal("Alpha", answer.ErrorMetadata.GetProperty("provider_name").GetString());
        Assert.Empty(House.Beta.Calls($"mine-{fault}"));
    }

    [Fact]
    public async Task A_fault_of_the_request_leads_to_the_next_model_if_the_caller_names_one()
    {
        string body = $$"""{"models":["acme/400","acme/assistant"],"messages":[{"role":"user","content":"next-model"}]{{AlphaThenBeta}}}""";
        var answer = (await Sidecar.PostAsync("chat/completions", body)).Expect(200);

        Assert.Equal("acme/assistant", answer.Json.GetProperty("model").GetString());
        var seen = House.Alpha.Calls("next-model").Select(c => JsonDocument.Parse(c.Body).RootElement.GetProperty("model").GetString());
        Assert.Equal(["fault-400-mock", "mock-mini"], seen);
        Assert.Empty(House.Beta.Calls("next-model"));
    }

    [Fact]
    public async Task Without_fallbacks_the_first_providers_fault_is_the_callers()
    {
        (await Sidecar.ChatAsync("acme/503", "no-fallback", ",\"provider\":{\"order\":[\"alpha\"],\"allow_fallbacks\":false}")).Expect(503);

        Assert.Empty(House.Beta.Calls("no-fallback"));
    }

    [Fact]
    public async Task When_all_fail_the_last_decides_and_the_earlier_ones_are_named()
    {
        var answer = (await Sidecar.ChatAsync("acme/both-fail", "Hi", AlphaThenBeta)).Expect(503);

        Assert.Equal("Beta", answer.ErrorMetadata.GetProperty("provider_name").GetString());
        var previous = Assert.Single(answer.ErrorMetadata.GetProperty("previous_errors").EnumerateArray());
        Assert.Equal("Alpha", previous.GetProperty("provider").GetString());
        Assert.Equal(500, previous.GetProperty("status").GetInt32());
        var generation = await Sidecar.GenerationAsync(answer.GenerationId);
        Assert.Equal(2, generation.GetProperty("provider_responses").GetArrayLength());
    }

    [Fact]
    public async Task A_providers_wish_to_wait_reaches_the_caller()
    {
        var answer = (await Sidecar.ChatAsync("acme/limited", "Hi")).Expect(429);

        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter!.Delta);
        Assert.Equal("rate_limit_exceeded", answer.ErrorMetadata.GetProperty("error_type").GetString());
    }

    [Fact]
    public async Task A_refused_credential_is_the_routers_fault_and_not_the_callers()
    {
        var answer = (await Sidecar.ChatAsync("acme/401", "Hi", ",\"provider\":{\"only\":[\"alpha\"]}")).Expect(502);

        Assert.Equal("provider_unavailable", answer.ErrorMetadata.GetProperty("error_type").GetString());
    }

    [Theory]
    [InlineData("cut-mid-stream", 502)]
    [InlineData("error-event", null)]
    [InlineData("malformed", 502)]
    [InlineData("no-terminal", 502)]
    [InlineData("hang-mid-stream", 504)]
    public async Task A_stream_that_breaks_after_its_first_event_ends_with_the_apis_error_and_nobody_else_is_asked(string fault, int? code)
    {
        string prompt = $"Write 9 words for mid-stream-{fault}";
        var answer = (await Sidecar.ChatAsync($"acme/{fault}", prompt, AlphaThenBeta + ",\"stream\":true")).Expect(200);

        Assert.StartsWith("word1 word2", answer.ChatText, StringComparison.Ordinal);
        Assert.Equal("[DONE]", answer.Events[^1]);
        var last = answer.Chunks[^1];
        Assert.Equal("error", last.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        if (code is not null)
            Assert.Equal(code, last.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(answer.GenerationId, last.GetProperty("id").GetString());
        Assert.Empty(House.Beta.Calls(prompt));
        var generation = await Sidecar.GenerationAsync(answer.GenerationId);
        Assert.False(generation.GetProperty("cancelled").GetBoolean());
        Assert.Single(generation.GetProperty("provider_responses").EnumerateArray());
    }

    [Theory]
    [InlineData("completions", "\"prompt\":\"Write 9 words\"", "\"finish_reason\":\"error\"")]
    [InlineData("responses", "\"input\":\"Write 9 words\"", "\"type\":\"response.failed\"")]
    public async Task The_other_apis_tell_of_a_cut_stream_in_their_own_way(string path, string prompt, string told)
    {
        var answer = (await Sidecar.PostAsync(path, $$"""{"model":"acme/cut-mid-stream","stream":true,{{prompt}}{{AlphaThenBeta}}}""")).Expect(200);

        Assert.Contains(told, answer.Body, StringComparison.Ordinal);
        Assert.Contains("word1", answer.Body, StringComparison.Ordinal);
        var generation = await Sidecar.GenerationAsync(answer.GenerationId);
        Assert.Equal("error", generation.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Many_streams_at_once_come_each_to_their_own_caller()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(n =>
            Sidecar.ChatAsync("acme/assistant", $"call number {n}.", ",\"stream\":true")));

        Assert.All(answers.Index(), a => Assert.EndsWith($"call number {a.Index}.", a.Item.Expect(200).ChatText, StringComparison.Ordinal));
        Assert.Equal(64, answers.Select(a => a.GenerationId).Distinct().Count());
    }

    [Theory]
    [InlineData("crlf")]
    [InlineData("comments")]
    [InlineData("no-usage")]
    public async Task Odd_but_valid_streams_pass(string fault)
    {
        var answer = (await Sidecar.ChatAsync($"acme/{fault}", "Write 4 words", ",\"stream\":true,\"provider\":{\"only\":[\"alpha\"]}")).Expect(200);

        Assert.Equal("word1 word2 word3 word4", answer.ChatText);
        Assert.Equal("[DONE]", answer.Events[^1]);
        Assert.DoesNotContain("\"error\"", answer.Body, StringComparison.Ordinal);
    }

    public sealed class FallbackHouse : HouseFixture
    {
        private static readonly string[] Faults =
        [
            "400", "401", "402", "404", "408", "413", "422", "429", "500", "503", "529", "slow-headers", "hang", "cut", "cut-body", "html",
            "empty", "malformed", "error-body", "cut-mid-stream", "error-event", "no-terminal", "hang-mid-stream", "crlf", "comments", "no-usage",
        ];

        internal override HousePlan Plan => new()
        {
            Providers = (alpha, beta) =>
            [
                new TestProvider("alpha", alpha)
                {
                    Models =
                    [
                        .. Faults.Select(f => new TestModel($"acme/{f}", $"fault-{f}-mock") { Apis = "chat, completions, responses" }),
                        new("acme/assistant"), new("acme/limited", "fault-retry-after-mock"), new("acme/both-fail", "fault-500-mock"),
                        new("acme/error-first", "fault-error-body-mock"),
                    ],
                },
                new TestProvider("beta", beta)
                {
                    Models =
                    [
                        .. Faults.Select(f => new TestModel($"acme/{f}")), new("acme/unreachable"), new("acme/both-fail", "fault-503-mock"),
                        new("acme/error-first"),
                    ],
                },
                new TestProvider("nobody", $"http://127.0.0.1:{ClosedPort()}", "sk-nobody") { Models = [new("acme/unreachable")] },
            ],
            Sidecar = ["--headers-timeout", "3s", "--stream-idle-timeout", "2s"],
        };

        private static int ClosedPort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
