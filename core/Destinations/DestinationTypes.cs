using K8sRouter.Core.Destinations.Types;

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
        ArizeType.Type,
        BraintrustType.Type,
        ClickHouseType.Type,
        DatadogType.Type,
        GrafanaType.Type,
        LangfuseType.Type,
        LangSmithType.Type,
        NewRelicType.Type,
        OpikType.Type,
        OtelCollectorType.Type,
        PostHogType.Type,
        RampType.Type,
        S3Type.Type,
        SentryType.Type,
        SnowflakeType.Type,
        WeaveType.Type,
        WebhookType.Type,
    ];

    private static readonly Dictionary<string, DestinationType> ByName = All.ToDictionary(type => type.Name);

    /// <summary>The type of that name; null: there is none.</summary>
    /// <param name="type">Name of the type, case-sensitive.</param>
    public static DestinationType? Find(string type) => ByName.GetValueOrDefault(type);
}
