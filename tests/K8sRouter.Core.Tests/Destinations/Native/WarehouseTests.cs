using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Destinations.Vendors;
using K8sRouter.Core.Tests.Generations;
using K8sRouter.Testing;

namespace K8sRouter.Core.Tests.Destinations.Native;

public sealed class WarehouseTests : IClassFixture<VendorServer>
{
    private readonly VendorServer _server;

    public WarehouseTests(VendorServer server)
    {
        _server = server;
        _server.Reset();
    }

    [Fact]
    public async Task A_batch_that_is_sent_again_has_the_same_id_and_another_has_not()
    {
        foreach (string type in (string[])["snowflake", "clickhouse"])
        {
            _server.Reset();
            var exporter = Exporter(type);
            await exporter.ExportAsync([Generation(1), Generation(2)], default);
            await exporter.ExportAsync([Generation(1), Generation(2)], default);
            await exporter.ExportAsync([Generation(1)], default);

            var urls = _server.Got.Select(request => request.Url.AbsoluteUri).ToList();
            Assert.Equal(urls[0], urls[1]);
            Assert.NotEqual(urls[0], urls[2]);
        }
    }

    [Fact]
    public async Task A_statement_that_is_still_running_is_asked_for_again()
    {
        _server.Answer = context =>
        {
            context.Response.StatusCode = 202;
            return Task.CompletedTask;
        };

        Assert.Equal(ExportResult.Retry("http_202"), await Exporter("snowflake").ExportAsync([Generation(1)], default));
        Assert.Equal(ExportResult.Delivered, await Exporter("clickhouse").ExportAsync([Generation(1)], default));
    }

    [Fact]
    public async Task No_name_and_no_value_gets_out_of_its_place_in_a_statement()
    {
        var clickHouse = Exporter("clickhouse", new() { ["table"] = "t`; DROP TABLE x; --\\" });
        var snowflake = Exporter("snowflake", new() { ["table"] = "t\"; DROP TABLE x; --" });
        var generation = new TracedGeneration(Traced.Success() with { ExternalUser = "'); DROP TABLE x; --" }, null);

        await clickHouse.ExportAsync([generation], default);
        await snowflake.ExportAsync([generation], default);

        var requests = _server.Got.ToList();
        Assert.Contains("INSERT INTO `llm`.`t\\`; DROP TABLE x; --\\\\` FORMAT", Uri.UnescapeDataString(requests[0].Url.Query), StringComparison.Ordinal);
        string statement = (string)JsonNode.Parse(requests[1].Text())!["statement"]!;
        Assert.StartsWith("INSERT INTO \"t\"\"; DROP TABLE x; --\" (", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("');", statement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_says_what_is_known_and_null_for_the_rest()
    {
        await Exporter("clickhouse").ExportAsync([new(Records.Completed(), Records.Whole("""{"temperature":0.5,"stop":"x","stream":true,"messages":[]}""", null))], default);

        var row = JsonNode.Parse(_server.Got.Single().Text())!;
        Assert.Null(row["PROMPT_TOKENS"]);
        Assert.Null(row["TOTAL_COST"]);
        Assert.Equal("2025-11-20T12:00:00.000000000Z", (string?)row["START_TIME"]);
        Assert.Equal("ok", (string?)row["STATUS"]);
        Assert.Equal("""{"temperature":0.5,"stream":true}""", (string?)row["MODEL_PARAMETERS"]);
        Assert.Equal("""{"messages":[]}""", (string?)row["INPUT"]);
    }

    private static TracedGeneration Generation(int number) => new(Traced.Success() with { Id = $"gen-{number}" }, null);

    private ITraceExporter Exporter(string type, Dictionary<string, string>? config = null)
    {
        var vendor = VendorCases.All[type];
        var entry = new DestinationEntry
        {
            Name = type,
            Id = "d",
            Type = type,
            ContentMode = ContentModes.Full,
            Config = vendor.Config.Concat(config ?? []).ToDictionary(),
            SecretFiles = vendor.Secrets.Keys.ToDictionary(field => field),
        };
        return ExporterFactory.Create(entry, vendor.Secrets.GetValueOrDefault, _server.Client, Clocks.Noon())!;
    }
}
