using System.Diagnostics.Metrics;
using K8sRouter.Core.Telemetry;
using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Tests.Conformance;
using static K8sRouter.Sidecar.Tests.Conformance.Samples;

namespace K8sRouter.Sidecar.Tests.Admin;

public sealed class AdminHandlersTests
{
    private static readonly ConfigurationRefusal Refusal = new(Noon, "workspace.id: required");

    [Fact]
    public async Task Healthy_means_that_the_process_answers()
    {
        var call = await TestCall.GetAsync(AdminHandlers.HandleHealthAsync, "/healthz");
        Assert.Equal((200, "ok\n"), (call.Status, call.Text));
    }

    [Fact]
    public async Task Ready_means_that_a_configuration_is_in_force_even_if_a_later_one_was_refused()
    {
        var call = await TestCall.GetAsync(c => AdminHandlers.HandleReadyAsync(c, Active(Config()), Refusal), "/readyz");
        Assert.Equal((200, """{"ready":true}"""), (call.Status, call.Text));
    }

    [Fact]
    public async Task Not_ready_says_why()
    {
        var waiting = await TestCall.GetAsync(c => AdminHandlers.HandleReadyAsync(c, null, null), "/readyz");
        Assert.Equal((503, """{"ready":false,"reason":"no configuration has been found yet"}"""), (waiting.Status, waiting.Text));

        var refused = await TestCall.GetAsync(c => AdminHandlers.HandleReadyAsync(c, null, Refusal), "/readyz");
        Assert.Equal((503, """{"ready":false,"reason":"the configuration was refused: workspace.id: required"}"""), (refused.Status, refused.Text));

        var ending = await TestCall.GetAsync(c => AdminHandlers.HandleReadyAsync(c, Active(Config()), null, shuttingDown: true), "/readyz");
        Assert.Equal((503, """{"ready":false,"reason":"shutting down"}"""), (ending.Status, ending.Text));
    }

    [Fact]
    public async Task The_revision_names_what_is_in_force_what_was_refused_and_the_program()
    {
        var json = (await TestCall.GetAsync(c => AdminHandlers.HandleRevisionAsync(c, Active(Config()), Refusal), "/revision")).Json;

        Assert.Equal("revision-1", json.GetProperty("revision").GetString());
        Assert.Equal(1, json.GetProperty("schemaVersion").GetInt32());
        Assert.Equal(Noon, json.GetProperty("loadedAt").GetDateTimeOffset());
        Assert.Equal("team-a", json.GetProperty("workspace").GetString());
        Assert.Equal("workspace.id: required", json.GetProperty("lastRefusal").GetProperty("reason").GetString());
        Assert.StartsWith("0.", json.GetProperty("version").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_configuration_the_revision_is_null()
    {
        var json = (await TestCall.GetAsync(c => AdminHandlers.HandleRevisionAsync(c, null, null), "/revision")).Json;
        Assert.Null(json.GetProperty("revision").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, json.GetProperty("lastRefusal").ValueKind);
    }

    [Fact]
    public async Task The_status_has_one_field_per_section()
    {
        StatusSection[] sections = [new("journal", json => json.WriteNumberValue(1)), new("sinks", json => json.WriteBooleanValue(true))];
        Assert.Equal("""{"journal":1,"sinks":true}""", (await TestCall.GetAsync(c => AdminHandlers.HandleStatusAsync(c, sections))).Text);
    }

    [Fact]
    public async Task Metrics_are_Prometheus_text_with_the_process_in_it()
    {
        using var meter = new Meter("k8srouter");
        using var registry = new PrometheusRegistry(meter);
        meter.CreateCounter<long>("k8srouter_seen_total").Add(1);

        var call = await TestCall.GetAsync(new AdminHandlers(registry).HandleMetricsAsync, "/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", call.Headers.ContentType);
        Assert.Contains("k8srouter_seen_total 1\n", call.Text, StringComparison.Ordinal);
        Assert.Matches("(?m)^process_resident_memory_bytes [0-9]{6,}$", call.Text);
        Assert.Matches("(?m)^process_start_time_seconds [0-9.]{10,}$", call.Text);
        Assert.All(
            call.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Matches("""^(# (HELP|TYPE) [a-z0-9_]+ .+|[a-zA-Z_:][a-zA-Z0-9_:]*(\{[^{}]*\})? \S+)$""", line));
    }
}
