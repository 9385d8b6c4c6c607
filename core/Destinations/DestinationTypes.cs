namespace K8sRouter.Core.Destinations;

/// <summary>
/// The types of observability destination: one table for the schema, validation, the management API and the exporters.
/// Names, required fields and defaults are those of the API that clients know.
/// </summary>
public static class DestinationTypes
{
    /// <summary>Arize.</summary>
    public const string Arize = "arize";

    /// <summary>Braintrust.</summary>
    public const string Braintrust = "braintrust";

    /// <summary>ClickHouse.</summary>
    public const string ClickHouse = "clickhouse";

    /// <summary>Datadog LLM Observability.</summary>
    public const string Datadog = "datadog";

    /// <summary>Grafana Cloud.</summary>
    public const string Grafana = "grafana";

    /// <summary>Langfuse.</summary>
    public const string Langfuse = "langfuse";

    /// <summary>LangSmith.</summary>
    public const string LangSmith = "langsmith";

    /// <summary>New Relic.</summary>
    public const string NewRelic = "newrelic";

    /// <summary>Comet Opik.</summary>
    public const string Opik = "opik";

    /// <summary>An OpenTelemetry collector.</summary>
    public const string OtelCollector = "otel-collector";

    /// <summary>PostHog.</summary>
    public const string PostHog = "posthog";

    /// <summary>Ramp.</summary>
    public const string Ramp = "ramp";

    /// <summary>Amazon S3, or a store that speaks its protocol.</summary>
    public const string S3 = "s3";

    /// <summary>Sentry.</summary>
    public const string Sentry = "sentry";

    /// <summary>Snowflake.</summary>
    public const string Snowflake = "snowflake";

    /// <summary>W&amp;B Weave.</summary>
    public const string Weave = "weave";

    /// <summary>Any HTTP endpoint that takes OTLP JSON.</summary>
    public const string Webhook = "webhook";

    /// <summary>All types, by name in alphabetical order.</summary>
    public static IReadOnlyList<DestinationType> All { get; } =
    [
        Type(Arize, "Arize",
            Secret("apiKey", "API key of the Arize space."),
            Secret("spaceKey", "Key of the space that receives the traces."),
            Text("modelId", "Name of the project in Arize."),
            Url("baseUrl", "Address of Arize's OTLP endpoint.", "https://otlp.arize.com")),
        Type(Braintrust, "Braintrust",
            Secret("apiKey", "API key."),
            Text("projectId", "Id of the project that receives the logs."),
            Url("baseUrl", "Address of the API.", "https://api.braintrust.dev")),
        Type(ClickHouse, "ClickHouse",
            Url("host", "Address of the HTTP interface, with scheme and port."),
            Text("database", "Name of the database."),
            Text("username", "User that may insert."),
            Secret("password", "The user's password."),
            Text("table", "Name of the table.", "OPENROUTER_TRACES")),
        Type(Datadog, "Datadog",
            Secret("apiKey", "API key."),
            Text("mlApp", "Name of the application in LLM Observability."),
            Url("url", "Address of the API of your Datadog site.", "https://api.us5.datadoghq.com")),
        Type(Grafana, "Grafana Cloud",
            Secret("apiKey", "Access token with the right to write traces."),
            Text("instanceId", "Number of the stack's instance."),
            Url("baseUrl", "Address of the OTLP gateway.", "https://otlp-gateway-prod-us-west-0.grafana.net")),
        Type(Langfuse, "Langfuse",
            Text("publicKey", "Public key of the project."),
            Secret("secretKey", "Secret key of the project."),
            Url("baseUrl", "Address of Langfuse, without path.", "https://us.cloud.langfuse.com")),
        Type(LangSmith, "LangSmith",
            Secret("apiKey", "API key."),
            Url("endpoint", "Address of the API.", "https://api.smith.langchain.com"),
            Text("project", "Name of the project.", "main"),
            Optional("workspaceId", "Workspace, for keys that reach several.")),
        Type(NewRelic, "New Relic",
            Secret("licenseKey", "Ingest licence key."),
            Text("region", "Region of the account.", "us") with { AllowedValues = ["us", "eu"] }),
        Type(Opik, "Opik",
            Secret("apiKey", "API key."),
            Text("workspace", "Name of the workspace."),
            Text("projectName", "Name of the project.")),
        Type(OtelCollector, "OpenTelemetry Collector",
            Url("endpoint", "Complete address that traces are posted to; no path is added.")),
        Type(PostHog, "PostHog",
            Secret("apiKey", "Project API key."),
            Url("endpoint", "Address of the ingestion host.", "https://us.i.posthog.com")),
        Type(Ramp, "Ramp",
            Secret("apiKey", "API key."),
            Url("baseUrl", "Address of the usage API.", "https://api.ramp.com/developer/v1/ai-usage/openrouter")),
        Type(S3, "Amazon S3",
            Text("bucketName", "Name of the bucket."),
            Secret("accessKeyId", "Access key id."),
            Secret("secretAccessKey", "Secret access key."),
            Optional("region", "Region of the bucket."),
            Url("endpoint", "Address of a store that speaks S3's protocol; absent: Amazon's.") with { Required = false },
            Secret("sessionToken", "Token of temporary credentials.") with { Required = false },
            Text("prefix", "First part of every object's name.", "openrouter-traces"),
            Text("pathTemplate", "Folder of an object, of {prefix}, {date}, {year}, {month}, {day} and {apiKeyName}.",
                "{prefix}/{date}")),
        Type(Sentry, "Sentry",
            Url("otlpEndpoint", "OTLP traces endpoint of the project."),
            Text("dsn", "DSN of the project.") with { Pattern = @"^https?://[^@/\s]+@[^/\s]+/([^\s]*/)?[0-9]+$" }),
        Type(Snowflake, "Snowflake",
            Text("account", "Account identifier, such as myorg-account1.") with
            {
                MaxLength = 255,
                Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$",
            },
            Secret("token", "Programmatic access token."),
            Text("database", "Name of the database.", "SNOWFLAKE_LEARNING_DB"),
            Text("schema", "Name of the schema.", "PUBLIC"),
            Text("table", "Name of the table.", "OPENROUTER_TRACES"),
            Text("warehouse", "Name of the warehouse.", "COMPUTE_WH")),
        Type(Weave, "W&B Weave",
            Secret("apiKey", "API key."),
            Text("entity", "User or team."),
            Text("project", "Name of the project."),
            Url("baseUrl", "Address of the trace API.", "https://trace.wandb.ai")),
        Type(Webhook, "Webhook",
            Url("url", "Address that takes OTLP JSON."),
            Text("method", "HTTP method.", "POST") with { AllowedValues = ["POST", "PUT"] }),
    ];

    private static readonly Dictionary<string, DestinationType> ByName = All.ToDictionary(type => type.Name);

    /// <summary>The type of that name; null: there is none.</summary>
    /// <param name="type">Name of the type, case-sensitive.</param>
    public static DestinationType? Find(string type) => ByName.GetValueOrDefault(type);

    private static DestinationType Type(string name, string displayName, params IReadOnlyList<DestinationField> fields) =>
        new() { Name = name, DisplayName = displayName, Fields = fields };

    private static DestinationField Text(string name, string description, string? defaultValue = null) =>
        new() { Name = name, Description = description, Default = defaultValue, Required = defaultValue is null };

    private static DestinationField Optional(string name, string description) =>
        Text(name, description) with { Required = false };

    private static DestinationField Secret(string name, string description) => Text(name, description) with { Secret = true };

    private static DestinationField Url(string name, string description, string? defaultValue = null) =>
        Text(name, description, defaultValue) with { Url = true };
}
