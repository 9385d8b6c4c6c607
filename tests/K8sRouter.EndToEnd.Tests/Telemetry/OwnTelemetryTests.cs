using System.Diagnostics;
using System.Text;
using K8sRouter.Testing.Otlp;
using K8sRouter.Testing.Otlp.Protos;

namespace K8sRouter.EndToEnd.Tests.Telemetry;

/// <summary>The sidecar's own metrics and spans, at a collector that the environment names.</summary>
public sealed class OwnTelemetryTests(ITestOutputHelper output)
{
    private const string CallerTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallerSpan = "00f067aa0ba902b7";
    private const string Canary = "CANARY-PROMPT-77d0";
    private const string Token = "Bearer canary-of-collector";

    private static readonly HousePlan Plan = new()
    {
        Policy = "{retention: {maxDays: 0}, traceContext: {forward: Allow}}",
        Providers = (alpha, beta) =>
        [
            new TestProvider("alpha", alpha) { Models = [new("acme/assistant"), new("acme/flaky", "fault-503-mock"), new("acme/cut", "fault-cut-mid-stream-mock")] },
            new TestProvider("beta", beta) { Models = [new("acme/flaky")] },
            new TestProvider("keeper", beta)
            {
                DataPolicy = "confirmed: true, training: false, publication: false, retentionDays: 30", Models = [new("acme/forbidden")],
            },
        ],
    };

    [Fact]
    public async Task A_call_is_a_span_in_the_callers_trace_with_a_span_for_each_attempt_and_metrics_tell_the_same_as_the_admin_port()
    {
        await using var collector = await OtlpReceiver.StartAsync(required: $"Authorization={Token}");
        await OwnHouse.RunAsync(output, Plan with { Environment = Settings(collector) }, async house =>
        {
            string flaky = (await house.Sidecar.PostAsync(
                "chat/completions?prompt=" + Canary,
                SidecarUnderTest.Chat("acme/flaky", Canary, """,@provider@:{@order@:[@alpha@,@beta@]}""".Replace('@', '"')),
                ("traceparent", $"00-{CallerTrace}-{CallerSpan}-01"), ("tracestate", "vendor=t61rcWkgMzE"), ("baggage", $"said={Canary}")))
                .Expect(200).GenerationId;
            string own = (await house.Sidecar.ChatAsync("acme/assistant", Canary)).Expect(200).GenerationId;
            (await house.Sidecar.PostAsync(
                "chat/completions", SidecarUnderTest.Chat("acme/assistant", "unsampled"), ("traceparent", $"00-{CallerTrace}-{CallerSpan}-00"))).Expect(200);
            string cut = (await house.Sidecar.ChatAsync("acme/cut", Canary, ",\"stream\":true")).Expect(200).GenerationId;
            (await house.Sidecar.ChatAsync("acme/forbidden", Canary)).Expect(404);
            (await house.Sidecar.ChatAsync("acme/" + Canary, Canary)).Expect(400);
            string scraped = (await house.Sidecar.AdminAsync("/metrics")).Body;
            Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());

            // What the end itself sent is part of it, so that nothing has to be waited for.
            Assert.Empty(collector.Refusals);
            AssertTree(Call(collector, flaky), collector, house);
            var alone = Call(collector, own);
            Assert.True(alone.ParentSpanId.IsEmpty);
            Assert.NotEqual(CallerTrace, Hex(alone.TraceId));
            Assert.Equal(Status.Types.StatusCode.Unset, alone.Status?.Code ?? Status.Types.StatusCode.Unset);
            Assert.Equal(("failed", Status.Types.StatusCode.Error), (Text(Call(collector, cut), "k8srouter.outcome"), Call(collector, cut).Status.Code));
            var refused = Assert.Single(collector.Spans, span => span.Attributes.Any(a => a.Key == "k8srouter.refusal.rules"));
            Assert.Equal("data_policy:retention", Assert.Single(refused.Attributes.Single(a => a.Key == "k8srouter.refusal.rules").Value.ArrayValue.Values).StringValue);
            // Of the six calls one was not sampled; the first made two attempts, two others one each.
            Assert.Equal(5, collector.Spans.Count(span => span.Kind == Span.Types.SpanKind.Server));
            Assert.Equal(4, collector.Spans.Count(span => span.Kind == Span.Types.SpanKind.Client));
            AssertMetrics(collector, scraped);
            AssertResource(collector);
            Assert.All(collector.Bodies, body => Assert.True(body.AsSpan().IndexOf(Encoding.UTF8.GetBytes("anary")) < 0, "content or a key went out"));
            Assert.DoesNotContain("canary-of-collector", house.Logs, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Without_an_endpoint_or_with_the_sdk_disabled_nothing_is_sent()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var disabled = new Dictionary<string, string>(Settings(collector)) { ["OTEL_SDK_DISABLED"] = "true" };
        await OwnHouse.RunAsync(output, Plan with { Environment = disabled }, async house =>
        {
            var unset = await house.StartSidecarAsync("unset", [], new Dictionary<string, string> { ["OTEL_SERVICE_NAME"] = "named" });
            await unset.WaitUntilReadyAsync();
            foreach (var sidecar in new[] { house.Sidecar, unset })
            {
                (await sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
                Assert.DoesNotContain("telemetry", (await sidecar.AdminAsync("/metrics")).Body, StringComparison.Ordinal);
                Assert.Equal(0, await sidecar.Process.TerminateAsync());
                Assert.DoesNotContain("Own metrics", sidecar.Process.Output, StringComparison.Ordinal);
            }
            Assert.Equal(0, collector.Requests);
        });
    }

    [Fact]
    public async Task An_endpoint_that_is_down_costs_calls_nothing_is_said_once_and_again_when_it_is_back()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        collector.Status = 503;
        await OwnHouse.RunAsync(output, Plan with { Environment = Settings(collector, token: null) }, async house =>
        {
            for (int i = 0; i < 20; i++)
                (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
            await house.Sidecar.Process.WaitForAsync("Own metrics don't arrive");
            await Eventually.TrueAsync("three failed exports", async () => Exports(await house.Sidecar.AdminAsync("/metrics"), "metrics", "failed") >= 3);
            Assert.Single(Lines(house, "Own metrics don't arrive"));

            collector.Status = 200;

            await house.Sidecar.Process.WaitForAsync("Own metrics arrive at the OTLP endpoint again");
            Assert.Equal(20, collector.Metric("k8srouter_requests_total")!.Sum.DataPoints.Sum(point => point.AsInt));
        });
    }

    [Fact]
    public Task An_endpoint_that_takes_connections_and_never_answers_delays_neither_calls_nor_the_end() =>
        OwnHouse.RunAsync(output, Plan, async house =>
        {
            using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
            silent.Start();
            var environment = new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{silent.LocalEndpoint}",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
            };
            var sidecar = await house.StartSidecarAsync("patient", [], environment);
            await sidecar.WaitUntilReadyAsync();
            using (await silent.AcceptTcpClientAsync())
            {
                (await sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
                long asked = Stopwatch.GetTimestamp();
                Assert.Equal(0, await sidecar.Process.TerminateAsync());
                Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(20));
            }
        });

    [Fact]
    public Task A_variable_that_cannot_be_used_is_named_in_the_log_and_calls_are_served() =>
        OwnHouse.RunAsync(output, Plan with { Environment = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "collector:4318" } }, async house =>
        {
            (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
            Assert.Contains(
                "Own metrics and traces aren't sent: OTEL_EXPORTER_OTLP_ENDPOINT must be a URL that begins with http:// or https://", house.Logs,
                StringComparison.Ordinal);
        });

    private static void AssertTree(Span call, OtlpReceiver collector, RunningHouse house)
    {
        Assert.Equal((CallerTrace, CallerSpan), (Hex(call.TraceId), Hex(call.ParentSpanId)));
        Assert.Equal(("POST /v1/chat/completions", "completed", "acme/flaky"), (call.Name, Text(call, "k8srouter.outcome"), Text(call, "gen_ai.request.model")));
        var attempts = collector.Spans.Where(span => span.ParentSpanId.Equals(call.SpanId)).OrderBy(span => span.StartTimeUnixNano).ToArray();
        Assert.Equal(["alpha", "beta"], attempts.Select(span => Text(span, "gen_ai.provider.name")));
        Assert.Equal([503L, 200L], attempts.Select(span => span.Attributes.Single(a => a.Key == "http.response.status_code").Value.IntValue));
        Assert.Equal(["status", null], attempts.Select(span => Text(span, "error.type")));
        Assert.Equal([null, "status"], attempts.Select(span => Text(span, "k8srouter.fallback.reason")));
        foreach (var attempt in attempts)
        {
            Assert.Equal(Span.Types.SpanKind.Client, attempt.Kind);
            Assert.True(call.StartTimeUnixNano <= attempt.StartTimeUnixNano && attempt.EndTimeUnixNano <= call.EndTimeUnixNano);
        }
        // The provider is told of the attempt's own span, so that its spans hang below it.
        var sent = house.Beta.Calls(Canary).Single();
        Assert.Equal($"00-{CallerTrace}-{Hex(attempts[1].SpanId)}-01", sent.Headers["traceparent"]);
        Assert.Equal("vendor=t61rcWkgMzE", sent.Headers["tracestate"]);
        Assert.DoesNotContain("baggage", sent.Headers.Keys);
    }

    private static void AssertMetrics(OtlpReceiver collector, string scraped)
    {
        var requests = collector.Metric("k8srouter_requests_total")!.Sum;
        Assert.True(requests.IsMonotonic);
        Assert.Equal(AggregationTemporality.Cumulative, requests.AggregationTemporality);
        Assert.Equal(4, requests.DataPoints.Single(point => Label(point.Attributes, "status") == "200").AsInt);
        Assert.Contains("k8srouter_requests_total{api=\"chat\",status=\"200\"} 4", scraped, StringComparison.Ordinal);
        // The first look is from before the ports opened: own telemetry had begun by then.
        Assert.Equal(
            scraped.Split('\n').Where(line => line.StartsWith("k8srouter_config_reloads_total{", StringComparison.Ordinal)).Order(),
            collector.Metric("k8srouter_config_reloads_total")!.Sum.DataPoints
                .Select(point => $"k8srouter_config_reloads_total{{result=\"{Label(point.Attributes, "result")}\"}} {point.AsInt}").Order());
        var duration = collector.Metric("k8srouter_request_duration_seconds")!.Histogram.DataPoints.Single();
        Assert.Equal((6ul, 600.0), (duration.Count, duration.ExplicitBounds[^1]));
        foreach (string name in scraped.Split('\n').Where(line => line.StartsWith("# TYPE k8srouter", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]))
            Assert.True(collector.Metric(name) is not null, $"{name} is on /metrics and wasn't sent");
        Assert.NotNull(collector.Metric("dotnet.process.memory.working_set"));
    }

    private static void AssertResource(OtlpReceiver collector)
    {
        foreach (var resource in collector.Resources.Select(r => r.Resource).Concat(collector.MetricResources.Select(r => r.Resource)))
        {
            Assert.Equal("k8srouter-sidecar", Label(resource.Attributes, "service.name"));
            Assert.Equal("team-a", Label(resource.Attributes, "k8s.namespace.name"));
            Assert.NotNull(Label(resource.Attributes, "service.version"));
        }
    }

    private static Dictionary<string, string> Settings(OtlpReceiver collector, string? token = Token) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
        ["OTEL_EXPORTER_OTLP_HEADERS"] = token is null ? "" : "Authorization=" + Uri.EscapeDataString(token),
        ["OTEL_RESOURCE_ATTRIBUTES"] = "k8s.namespace.name=team-a",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
    };

    private static Span Call(OtlpReceiver collector, string generation) => collector.Spans.Single(
        span => span.Kind == Span.Types.SpanKind.Server && Text(span, "k8srouter.generation.id") == generation);

    private static string? Text(Span span, string key) => Label(span.Attributes, key);

    private static string? Label(IEnumerable<KeyValue> attributes, string key) => attributes.FirstOrDefault(a => a.Key == key)?.Value.StringValue;

    private static string Hex(Google.Protobuf.ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private static int Exports(Answer metrics, string signal, string result) => metrics.Body.Split('\n')
        .Where(line => line.StartsWith($"k8srouter_telemetry_exports_total{{signal=\"{signal}\",result=\"{result}\"}}", StringComparison.Ordinal))
        .Select(line => int.Parse(line.Split(' ')[^1], null)).FirstOrDefault();

    private static string[] Lines(RunningHouse house, string text) =>
        [.. house.Logs.Split('\n').Where(line => line.Contains(text, StringComparison.Ordinal))];
}
