using K8sRouter.Core.DataPolicies;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Locations;

namespace K8sRouter.Core.Tests.Destinations.Locations;

public class DestinationLocationsTests
{
    [Theory]
    [InlineData("otlp.arize.com", Regions.Us)]
    [InlineData("otlp.eu-west-1a.arize.com", Regions.Europe)]
    [InlineData("otlp.ca-central-1a.arize.com", Regions.Global)]
    [InlineData("api-eu.braintrust.dev", Regions.Europe)]
    [InlineData("api.datadoghq.com", Regions.Us)]
    [InlineData("OTLP.Datadoghq.EU", Regions.Europe)]
    [InlineData("otlp.ap1.datadoghq.com", Regions.Global)]
    [InlineData("cloud.langfuse.com", Regions.Europe)]
    [InlineData("us.cloud.langfuse.com", Regions.Us)]
    [InlineData("eu.api.smith.langchain.com", Regions.Europe)]
    [InlineData("otlp.eu01.nr-data.net", Regions.Europe)]
    [InlineData("eu.i.posthog.com", Regions.Europe)]
    [InlineData("o1.ingest.de.sentry.io", Regions.Europe)]
    [InlineData("o1.ingest.us.sentry.io", Regions.Us)]
    [InlineData("otlp-gateway-prod-eu-west-2.grafana.net", Regions.Europe)]
    [InlineData("otlp-gateway-prod-us-west-0.grafana.net", Regions.Us)]
    [InlineData("otlp-gateway-prod-gb-south-0.grafana.net", Regions.Global)]
    [InlineData("x.eu-central-1.aws.clickhouse.cloud", Regions.Europe)]
    [InlineData("x.eu-west-2.aws.clickhouse.cloud", Regions.Global)]
    [InlineData("x.europe-west4.gcp.clickhouse.cloud", Regions.Europe)]
    [InlineData("x.europe-west2.gcp.clickhouse.cloud", Regions.Global)]
    [InlineData("x.germanywestcentral.azure.clickhouse.cloud", Regions.Europe)]
    [InlineData("x.us-central1.gcp.clickhouse.cloud", Regions.Us)]
    [InlineData("my-bucket-2.s3.eu-west-1.amazonaws.com", Regions.Europe)]
    [InlineData("eu-west-1.s3.us-east-1.amazonaws.com", Regions.Us)]
    [InlineData("s3.us-gov-west-1.amazonaws.com", Regions.Us)]
    [InlineData("s3.amazonaws.com", null)]
    [InlineData("langfuse.example.com", null)]
    [InlineData("notdatadoghq.com", null)]
    [InlineData("eu-west-1.example.com", null)]
    [InlineData("10.0.0.1", null)]
    public void A_vendors_host_lies_where_the_vendor_says(string host, string? region) => Assert.Equal(region, KnownHosts.Find(host));

    [Theory]
    [InlineData(DestinationTypes.Langfuse, null, null, Regions.Europe, "baseUrl us.cloud.langfuse.com us")]
    [InlineData(DestinationTypes.Langfuse, null, null, Regions.Us, null)]
    [InlineData(DestinationTypes.Langfuse, "baseUrl", "https://cloud.langfuse.com", Regions.Us, "baseUrl cloud.langfuse.com europe")]
    [InlineData(DestinationTypes.Langfuse, "baseUrl", "https://cloud.langfuse.com", Regions.Global, null)]
    [InlineData(DestinationTypes.Langfuse, "baseUrl", "https://cloud.langfuse.com", null, null)]
    [InlineData(DestinationTypes.Webhook, "url", "https://api.datadoghq.com/x", Regions.Europe, "url api.datadoghq.com us")]
    [InlineData(DestinationTypes.Webhook, "url", "https://hooks.example/x", Regions.Europe, null)]
    [InlineData(DestinationTypes.NewRelic, null, null, Regions.Europe, "region us us")]
    [InlineData(DestinationTypes.NewRelic, "region", "eu", Regions.Europe, null)]
    [InlineData(DestinationTypes.Snowflake, "account", "xy12345.west-europe.azure", Regions.Us, "account xy12345.west-europe.azure europe")]
    [InlineData(DestinationTypes.Snowflake, "account", "org-account_1", Regions.Us, null)]
    [InlineData(DestinationTypes.S3, "region", "eu-west-2", Regions.Europe, "region eu-west-2 global")]
    [InlineData(DestinationTypes.S3, "region", "eu-central-1", Regions.Europe, null)]
    [InlineData(DestinationTypes.S3, "endpoint", "https://s3.us-east-1.amazonaws.com", Regions.Europe, "endpoint s3.us-east-1.amazonaws.com us")]
    public void A_place_that_lies_elsewhere_than_declared_is_named(string type, string? field, string? value, string? declared, string? expected)
    {
        var known = DestinationLocations.Contradiction(DestinationTypes.Find(type)!, name => name == field ? value : null, declared);

        Assert.Equal(expected, known is { } found ? $"{found.Field} {found.Place} {found.Region}" : null);
    }

    [Fact]
    public void The_regions_of_another_store_that_speaks_s3_say_nothing() =>
        Assert.Null(DestinationLocations.Contradiction(
            DestinationTypes.Find(DestinationTypes.S3)!, name => name == "region" ? "us-east-1" : name == "endpoint" ? "https://minio.example" : null, Regions.Europe));

    [Fact]
    public void The_default_of_every_type_lies_somewhere_known_or_is_none()
    {
        foreach (var field in DestinationTypes.All.SelectMany(type => type.Fields).Where(field => field is { Url: true, Default: not null }))
            Assert.Equal(Regions.Us, KnownHosts.Find(new Uri(field.Default!).Host));
    }
}
