using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Native;
using K8sRouter.Core.Destinations.ObjectStorage;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Destinations.Vendors;
using K8sRouter.Testing;

namespace K8sRouter.Core.Tests.Destinations.ObjectStorage;

public sealed class S3ExporterTests : IClassFixture<VendorServer>
{
    private const string TraceId = "3396c61bf87c433e78a1f62e745bc024";

    private readonly VendorServer _server;

    public S3ExporterTests(VendorServer server)
    {
        _server = server;
        _server.Reset();
    }

    [Theory]
    [InlineData("traces", null, null, "https://traces.s3.us-east-1.amazonaws.com/openrouter-traces/2025-11-20/")]
    [InlineData("traces", "eu-west-1", null, "https://traces.s3.eu-west-1.amazonaws.com/openrouter-traces/2025-11-20/")]
    [InlineData("traces.acme.example", "eu-west-1", null, "https://s3.eu-west-1.amazonaws.com/traces.acme.example/openrouter-traces/2025-11-20/")]
    [InlineData("traces", "auto", "https://account.r2.example/", "https://account.r2.example/traces/openrouter-traces/2025-11-20/")]
    [InlineData("traces", null, "https://minio.example:9000/base", "https://minio.example:9000/base/traces/openrouter-traces/2025-11-20/")]
    public async Task A_bucket_is_part_of_the_host_at_Amazons_and_of_the_path_elsewhere(string bucket, string? region, string? endpoint, string expected)
    {
        var config = new Dictionary<string, string> { ["bucketName"] = bucket };
        if (region is not null)
            config["region"] = region;
        if (endpoint is not null)
            config["endpoint"] = endpoint;

        Assert.Equal(expected + TraceId + "-20251120T1200000000000Z.json", await PutAsync(config, Traced.Success()));
    }

    [Fact]
    public void Writes_to_the_cache_are_told_by_how_long_they_last()
    {
        using var trace = new NativeTrace(Traced.Full);
        using var body = new TraceBuffer();
        trace.Take(new(Traced.Success() with { Usage = new() { Prompt = 10, CacheWrite = 7, CacheWrite1h = 5 } }, null));

        S3TraceDocument.Write(body, trace, trace.Record.CreatedAt);

        var written = JsonElement.Parse((byte[])[.. body.Parts().SelectMany(part => part.ToArray())]);
        Assert.Equal(
            """{"cachedTokens":null,"cacheWriteTokens":7,"cacheCreation":{"ephemeral_5m_input_tokens":2,"ephemeral_1h_input_tokens":5},"audioTokens":null}""",
            written.GetProperty("trace").GetProperty("observations")[0].GetProperty("promptTokensDetails").GetRawText());
    }

    [Theory]
    [InlineData("{prefix}/{date}", "a/b", "ci", "a/b/2025-11-20/")]
    [InlineData("{year}/{month}/{day}/{apiKeyName}", "p", "team a/prod ü", "2025/11/20/team_a_prod__/")]
    [InlineData("/{prefix}//../x/./{apiKeyName}/", "p", "..", "p/_/x/_/_/")]
    [InlineData("{apiKeyName}", "p", null, "none/")]
    [InlineData("a b+c&d=e~(f)'!*", "p", null, "a%20b%2Bc%26d%3De~%28f%29%27%21%2A/")]
    public async Task A_folder_follows_the_template_and_never_leaves_its_place(string template, string prefix, string? apiKeyName, string expected) =>
        Assert.Equal(
            $"https://traces.s3.us-east-1.amazonaws.com/{expected}{TraceId}-20251120T1200000000000Z.json",
            await PutAsync(new() { ["bucketName"] = "traces", ["pathTemplate"] = template, ["prefix"] = prefix }, Traced.Success() with { ApiKeyName = apiKeyName }));

    [Fact]
    public async Task Without_identity_no_folder_is_named_after_a_key() =>
        Assert.Equal(
            $"https://traces.s3.us-east-1.amazonaws.com/none/{TraceId}-20251120T1200000000000Z.json",
            await PutAsync(new() { ["bucketName"] = "traces", ["pathTemplate"] = "{apiKeyName}" }, Traced.Success(), identity: false));

    [Fact]
    public async Task Calls_that_share_a_trace_have_objects_of_their_own_and_a_repetition_has_not()
    {
        var record = Traced.Success() with { Trace = """{"trace_id":"job-1"}""" };
        var config = new Dictionary<string, string> { ["bucketName"] = "traces" };

        string first = await PutAsync(config, record);
        Assert.Equal(first, await PutAsync(config, record));
        Assert.NotEqual(first, await PutAsync(config, record with { CreatedAt = record.CreatedAt.AddTicks(1) }));
    }

    [Fact]
    public async Task One_object_that_must_be_sent_again_makes_its_batch_be()
    {
        int count = 0;
        _server.Check = _ => Refused.Unless(Interlocked.Increment(ref count) != 3, 503, "SlowDown");
        TracedGeneration[] batch = [.. Enumerable.Range(0, 10).Select(i => new TracedGeneration(Traced.Success() with { Id = $"gen-{i}" }, null))];

        Assert.Equal(ExportResult.Retry("http_503"), await Exporter(new() { ["bucketName"] = "traces" }).ExportAsync(batch, default));
        Assert.Equal(4, _server.Got.Count);

        Assert.Equal(ExportResult.Delivered, await Exporter(new() { ["bucketName"] = "traces" }).ExportAsync(batch, default));
        Assert.Equal(10, _server.Got.Skip(4).Select(request => request.Url).Distinct().Count());
    }

    [Fact]
    public async Task An_authors_own_header_of_Amazons_is_signed()
    {
        var exporter = Exporter(new() { ["bucketName"] = "traces" }, new() { ["headers.X-Amz-Storage-Class"] = "class" });

        Assert.Equal(ExportResult.Delivered, await exporter.ExportAsync([new(Traced.Success(), null)], default));

        Assert.Empty(_server.Refusals);
        Assert.Contains("x-amz-storage-class", _server.Got.Single().Header("Authorization"), StringComparison.Ordinal);
    }

    private async Task<string> PutAsync(Dictionary<string, string> config, GenerationRecord record, bool identity = true)
    {
        _server.Got.Clear();
        Assert.Equal(ExportResult.Delivered, await Exporter(config, identity: identity).ExportAsync([new(record, Traced.Content())], default));
        Assert.Empty(_server.Refusals);
        return _server.Got.Single().Url.AbsoluteUri;
    }

    private ITraceExporter Exporter(Dictionary<string, string> config, Dictionary<string, string>? secrets = null, bool identity = false)
    {
        var check = _server.Check;
        _server.Check = request =>
        {
            SigV4Verifier.Check(request, "AKIA1", "key", config.GetValueOrDefault("region", "us-east-1"), VendorCases.Now);
            check(request);
        };
        var entry = new DestinationEntry
        {
            Name = "s3",
            Id = "d",
            Type = DestinationTypes.S3,
            Config = config,
            SecretFiles = new Dictionary<string, string>(secrets ?? []) { ["accessKeyId"] = "AKIA1", ["secretAccessKey"] = "key" },
            Include = new() { Identity = identity },
        };
        return ExporterFactory.Create(entry, file => file, _server.Client, Clocks.Noon())!;
    }
}
