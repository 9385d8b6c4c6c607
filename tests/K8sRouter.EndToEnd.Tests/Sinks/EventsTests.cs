using System.Text.Json;
using K8sRouter.Testing.Otlp;
using K8sRouter.Testing.Redis;

namespace K8sRouter.EndToEnd.Tests.Sinks;

/// <summary>Who is told of a generation beside its store: a Redis server and a collector of traces.</summary>
public sealed class EventsTests(ITestOutputHelper output)
{
    private const string Password = "canary-of-redis";

    [Fact]
    [Trait("Suite", "long-arm64")]
    public async Task A_generation_is_told_to_redis_over_tls_with_a_password_and_to_a_collector()
    {
        await using var redis = await RedisServerProcess.StartAsync(Password, tls: true);
        await using var collector = await OtlpReceiver.StartAsync();
        var plan = OwnHouse.Plain with
        {
            Policy = "{retention: {maxDays: 0}, broadcast: {enabled: true}, events: {redis: {address: \"" + redis.Address
                + "\", credentials: {name: redis, key: password}, certificateAuthority: "
                + JsonSerializer.Serialize(redis.Certificate!.Pem) + "}}}",
            Further = _ => Yaml(collector.Address),
        };
        await OwnHouse.RunAsync(output, plan, async house =>
        {
            string id = (await house.Sidecar.ChatAsync("acme/assistant", "canary-of-a-prompt")).Expect(200).GenerationId;

            await using var probe = await redis.ConnectAsync();
            string key = await Eventually.GetAsync("the generation's key", async () =>
                ((object?[])(await probe.AskAsync("KEYS", $"*:generation:{id}"))!).OfType<string>().SingleOrDefault());
            using var told = JsonDocument.Parse((string)(await probe.AskAsync("GET", key))!);
            Assert.Equal(id, told.RootElement.GetProperty("id").GetString());
            string stream = key[..^$":generation:{id}".Length] + ":generations";
            Assert.Equal(1L, await probe.AskAsync("XLEN", stream));
            await Eventually.TrueAsync("a trace at the collector", () => collector.Spans.Count > 0);
            Assert.Empty(collector.Refusals);
            Assert.Contains(collector.Spans, span => span.Attributes.Any(a => a.Value.StringValue == id));
            Assert.DoesNotContain("canary", house.Logs, StringComparison.Ordinal);
        });
    }

    private static string Yaml(string collector) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata:
          name: redis
          namespace: team-a
          labels: {k8srouter.io/use: events}
        stringData: {password: {{Password}}}
        ---
        apiVersion: k8srouter.io/v1alpha1
        kind: ObservabilityDestination
        metadata: {name: collector, namespace: team-a}
        spec:
          type: otel-collector
          config: {endpoint: "{{collector}}/v1/traces"}
          allowPlaintext: true
        """;
}
