using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Testing;

namespace K8sRouter.Core.Tests.Destinations.Vendors;

/// <summary>A case for every type. Addresses, headers and required attributes are written here a second time, from the vendors' documentation.</summary>
internal static class VendorCases
{
    public const string Secret = "s3cret-value";

    public static readonly DateTimeOffset Now = Clocks.Noon().GetUtcNow();

    private static readonly Func<Received, JsonNode> Otlp = OtlpWire.Read;

    public static IReadOnlyDictionary<string, VendorCase> All { get; } = new Dictionary<string, VendorCase>
    {
        ["arize"] = new()
        {
            Config = new() { ["modelId"] = "my-project" },
            Secrets = new() { ["apiKey"] = Secret, ["spaceKey"] = "space-1" },
            Request = "POST https://otlp.arize.com/v1/traces",
            Headers = ["api_key: " + Secret, "space_id: space-1", "arize-space-id: space-1", "Authorization: " + Secret, "Content-Type: application/x-protobuf"],
            Read = With(Otlp, "openinference.project.name", "my-project"),
        },
        ["braintrust"] = new()
        {
            Config = new() { ["projectId"] = "p-1" },
            Secrets = new() { ["apiKey"] = Secret },
            Request = "POST https://api.braintrust.dev/otel/v1/traces",
            Headers = ["Authorization: Bearer " + Secret, "x-bt-parent: project_id:p-1", "Content-Type: application/x-protobuf"],
            Read = Otlp,
        },
        ["clickhouse"] = new()
        {
            Config = new() { ["host"] = "https://ch.example:8443", ["database"] = "llm", ["username"] = "writer" },
            Secrets = new() { ["password"] = Secret },
            Request = "POST https://ch.example:8443/",
            Headers = ["X-ClickHouse-User: writer", "X-ClickHouse-Key: " + Secret],
            TakesGzip = true,
            Read = NativeWires.ClickHouse,
        },
        ["datadog"] = new()
        {
            Config = new() { ["mlApp"] = "support", ["url"] = "https://api.datadoghq.eu" },
            Secrets = new() { ["apiKey"] = Secret },
            Request = "POST https://api.datadoghq.eu/api/intake/llm-obs/v1/trace/spans",
            Headers = ["DD-API-KEY: " + Secret],
            Read = NativeWires.Datadog,
        },
        ["grafana"] = new()
        {
            Config = new() { ["instanceId"] = "4711" },
            Secrets = new() { ["apiKey"] = Secret },
            Request = "POST https://otlp-gateway-prod-us-west-0.grafana.net/otlp/v1/traces",
            Headers = ["Authorization: " + Basic("4711", Secret), "Content-Type: application/x-protobuf"],
            TakesGzip = true,
            Read = Otlp,
        },
        ["langfuse"] = new()
        {
            Config = new() { ["publicKey"] = "pk-1", ["baseUrl"] = "https://cloud.langfuse.com/" },
            Secrets = new() { ["secretKey"] = Secret },
            Request = "POST https://cloud.langfuse.com/api/public/otel/v1/traces",
            Headers = ["Authorization: " + Basic("pk-1", Secret), "x-langfuse-ingestion-version: 4", "Content-Type: application/x-protobuf"],
            TakesGzip = true,
            Read = Otlp,
        },
        ["langsmith"] = new()
        {
            Config = new() { ["workspaceId"] = "w-1" },
            Secrets = new() { ["apiKey"] = Secret },
            Request = "POST https://api.smith.langchain.com/otel/v1/traces",
            Headers = ["x-api-key: " + Secret, "Langsmith-Project: main", "X-Tenant-Id: w-1", "Content-Type: application/x-protobuf"],
            Read = Otlp,
        },
        ["newrelic"] = new()
        {
            Config = new() { ["region"] = "eu" },
            Secrets = new() { ["licenseKey"] = Secret },
            Request = "POST https://otlp.eu01.nr-data.net/v1/traces",
            Headers = ["api-key: " + Secret, "Content-Type: application/x-protobuf"],
            TakesGzip = true,
            Read = request => NoLongerThan(4095, Otlp(request)),
        },
        ["opik"] = new()
        {
            Config = new() { ["workspace"] = "acme", ["projectName"] = "Support" },
            Secrets = new() { ["apiKey"] = Secret },
            Request = "POST https://www.comet.com/opik/api/v1/private/otel/v1/traces",
            Headers = ["Authorization: " + Secret, "projectName: Support", "Comet-Workspace: acme", "Content-Type: application/x-protobuf"],
            Read = Otlp,
        },
        ["otel-collector"] = new()
        {
            Config = new() { ["endpoint"] = "https://collector.example/custom/path" },
            Secrets = new() { ["headers.X-Scope"] = "tenant-1" },
            Request = "POST https://collector.example/custom/path",
            Headers = ["X-Scope: tenant-1", "Content-Type: application/x-protobuf"],
            TakesGzip = true,
            Read = Otlp,
        },
        ["posthog"] = new()
        {
            Secrets = new() { ["apiKey"] = Secret },
            Request = "POST https://us.i.posthog.com/i/v0/ai/otel",
            Headers = ["Authorization: Bearer " + Secret, "Content-Type: application/x-protobuf"],
            Read = Otlp,
        },
        ["ramp"] = new()
        {
            Secrets = new() { ["apiKey"] = Secret },
            Request = "POST https://api.ramp.com/developer/v1/ai-usage/openrouter",
            Headers = ["Authorization: Bearer " + Secret, "Content-Type: application/json"],
            Read = Otlp,
        },
        ["s3"] = new()
        {
            Config = new() { ["bucketName"] = "traces", ["region"] = "eu-central-1", ["pathTemplate"] = "{prefix}/{year}/{month}/{day}/{apiKeyName}" },
            Secrets = new() { ["accessKeyId"] = "AKIA1", ["secretAccessKey"] = Secret, ["sessionToken"] = "token-1" },
            Request = "PUT https://traces.s3.eu-central-1.amazonaws.com/openrouter-traces/2025/11/20/*",
            Headers = ["x-amz-security-token: token-1"],
            Read = request =>
            {
                SigV4Verifier.Check(request, "AKIA1", Secret, "eu-central-1", Now);
                return NativeWires.S3(request);
            },
        },
        ["sentry"] = new()
        {
            Config = new() { ["otlpEndpoint"] = "https://o1.ingest.de.sentry.io/api/42/integration/otlp/v1/traces" },
            Secrets = new() { ["dsn"] = $"https://{Secret}@o1.ingest.de.sentry.io/42" },
            Request = "POST https://o1.ingest.de.sentry.io/api/42/integration/otlp/v1/traces",
            Headers = ["x-sentry-auth: sentry sentry_key=" + Secret, "Content-Type: application/x-protobuf"],
            Read = Otlp,
        },
        ["snowflake"] = new()
        {
            Config = new() { ["account"] = "acme-prod" },
            Secrets = new() { ["token"] = Secret },
            Request = "POST https://acme-prod.snowflakecomputing.com/api/v2/statements",
            Headers = ["Authorization: Bearer " + Secret],
            Read = NativeWires.Snowflake,
        },
        ["weave"] = new()
        {
            Config = new() { ["entity"] = "acme", ["project"] = "support" },
            Secrets = new() { ["apiKey"] = Secret },
            Request = "POST https://trace.wandb.ai/otel/v1/traces",
            Headers = ["wandb-api-key: " + Secret, "Content-Type: application/x-protobuf"],
            TakesGzip = true,
            Read = With(With(Otlp, "wandb.entity", "acme"), "wandb.project", "support"),
        },
        ["webhook"] = new()
        {
            Config = new() { ["method"] = "PUT" },
            Secrets = new() { ["url"] = "https://hooks.example/" + Secret, ["headers.X-Token"] = "t-1" },
            Request = "PUT https://hooks.example/" + Secret,
            Headers = ["X-Token: t-1", "Content-Type: application/json"],
            Read = Otlp,
        },
    };

    private static Func<Received, JsonNode> With(Func<Received, JsonNode> read, string attribute, string value) => request =>
    {
        var traces = read(request);
        foreach (var trace in traces.AsArray())
            Refused.Unless((string?)trace!["resource"]![attribute] == value, 400, $"{attribute} is {trace["resource"]![attribute]}");
        return traces;
    };

    private static JsonNode NoLongerThan(int characters, JsonNode traces)
    {
        foreach (var value in traces.AsArray().SelectMany(trace => trace!["spans"]!.AsArray()).SelectMany(span => span!["attributes"]!.AsObject()))
            Refused.Unless(value.Value!.ToString().Length <= characters, 400, $"{value.Key} is longer than {characters}");
        return traces;
    }

    private static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
