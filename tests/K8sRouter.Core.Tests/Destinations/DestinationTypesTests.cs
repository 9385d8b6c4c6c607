using System.Text.RegularExpressions;
using K8sRouter.Core.Destinations;

namespace K8sRouter.Core.Tests.Destinations;

public sealed class DestinationTypesTests
{
    [Fact]
    public void The_table_holds_the_types_of_the_API_in_alphabetical_order() =>
        Assert.Equal(
            [
                "arize", "braintrust", "clickhouse", "datadog", "grafana", "langfuse", "langsmith", "newrelic", "opik",
                "otel-collector", "posthog", "ramp", "s3", "sentry", "snowflake", "weave", "webhook",
            ],
            DestinationTypes.All.Select(type => type.Name));

    /// <summary>Required fields (!), secret ones (*) and defaults, as the API documents them.</summary>
    [Theory]
    [InlineData("arize", "apiKey!* spaceKey!* modelId! baseUrl=https://otlp.arize.com")]
    [InlineData("braintrust", "apiKey!* projectId! baseUrl=https://api.braintrust.dev")]
    [InlineData("clickhouse", "host! database! username! password!* table=OPENROUTER_TRACES")]
    [InlineData("datadog", "apiKey!* mlApp! url=https://api.us5.datadoghq.com")]
    [InlineData("grafana", "apiKey!* instanceId! baseUrl=https://otlp-gateway-prod-us-west-0.grafana.net")]
    [InlineData("langfuse", "publicKey! secretKey!* baseUrl=https://us.cloud.langfuse.com")]
    [InlineData("langsmith", "apiKey!* endpoint=https://api.smith.langchain.com project=main workspaceId")]
    [InlineData("newrelic", "licenseKey!* region=us")]
    [InlineData("opik", "apiKey!* workspace! projectName!")]
    [InlineData("otel-collector", "endpoint!")]
    [InlineData("posthog", "apiKey!* endpoint=https://us.i.posthog.com")]
    [InlineData("ramp", "apiKey!* baseUrl=https://api.ramp.com/developer/v1/ai-usage/openrouter")]
    [InlineData("s3", "bucketName! accessKeyId!* secretAccessKey!* region endpoint sessionToken* prefix=openrouter-traces pathTemplate={prefix}/{date}")]
    [InlineData("sentry", "otlpEndpoint! dsn!*")]
    [InlineData("snowflake",
        "account! token!* database=SNOWFLAKE_LEARNING_DB schema=PUBLIC table=OPENROUTER_TRACES warehouse=COMPUTE_WH")]
    [InlineData("weave", "apiKey!* entity! project! baseUrl=https://trace.wandb.ai")]
    [InlineData("webhook", "url!* method=POST")]
    public void Each_type_has_the_fields_of_the_API(string type, string fields) =>
        Assert.Equal(fields, string.Join(' ', DestinationTypes.Find(type)!.Fields.Select(Describe)));

    [Fact]
    public void Every_default_is_a_valid_value()
    {
        foreach (var field in DestinationTypes.All.SelectMany(type => type.Fields).Where(field => field.Default is not null))
        {
            Assert.False(field.Required, field.Name);
            Assert.True(field.AllowedValues.Count == 0 || field.AllowedValues.Contains(field.Default!), field.Name);
            Assert.True(!field.Url || field.Default!.StartsWith("https://", StringComparison.Ordinal), field.Name);
        }
    }

    [Theory]
    [InlineData("https://public@o1.ingest.sentry.io/42", true)]
    [InlineData("https://public@sentry.example.com/path/42", true)]
    [InlineData("https://sentry.example.com/42", false)]
    [InlineData("https://public@sentry.example.com/name", false)]
    public void A_DSN_is_told_by_its_form(string dsn, bool valid) =>
        Assert.Equal(valid, Regex.IsMatch(dsn, DestinationTypes.Find("sentry")!.Field("dsn")!.Pattern!));

    [Fact]
    public void There_is_no_type_by_another_name() => Assert.Null(DestinationTypes.Find("Langfuse"));

    private static string Describe(DestinationField field) =>
        field.Name + (field.Required ? "!" : "") + (field.Secret ? "*" : "") + (field.Default is null ? "" : $"={field.Default}");
}
