using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Testing;
using K8sRouter.Core.Tests.Destinations.Vendors;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Core.Tests.Destinations.Testing;

/// <summary>What a test of a connection sends to each type, received as strictly as the vendor does, and what it says about answers.</summary>
public sealed class ConnectionTesterTests : IClassFixture<VendorServer>
{
    private const string Test = "openrouter-connection-test";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly VendorServer _server;
    private readonly FakeTimeProvider _clock = Clocks.Noon();

    public ConnectionTesterTests(VendorServer server)
    {
        _server = server;
        _server.Reset();
    }

    public static TheoryData<string> Types => [.. DestinationTypes.All.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task The_vendor_takes_the_test_of_right_credentials(string name)
    {
        _server.Check = request => Probe(name).Check(request);

        var result = await TestAsync(name);

        Assert.Empty(_server.Refusals);
        Assert.Equal(new ConnectionTestResult(true, 200, ConnectionTestReasons.Passed, "It answered 200: the address and the credentials are right."), result);
        Assert.Single(_server.Got);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Wrong_credentials_are_told_by_their_field_and_never_by_their_value(string name)
    {
        _server.Check = request => Probe(name).Check(request);
        // A webhook's address is its credential, so a wrong one leads nowhere.
        var fields = VendorCases.All[name].Secrets.Keys.Where(field => field != "url");
        Assert.NotEmpty(fields);
        foreach (string field in fields)
        {
            var result = await TestAsync(name, file => file != field ? VendorCases.All[name].Secrets[file]
                : field == "dsn" ? "https://wr0ng-value@o1.ingest.de.sentry.io/42" : "wr0ng-value");

            Assert.False(result.Passed);
            Assert.Contains(result.Status, (int?[])[401, 403]);
            Assert.Contains(result.Reason, (string[])[ConnectionTestReasons.Unauthorized, ConnectionTestReasons.Forbidden]);
            Assert.Contains(field, result.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("wr0ng-value", result.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(VendorCases.Secret, result.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_secret_without_a_value_is_told_and_nothing_is_sent(string name)
    {
        var result = await TestAsync(name, _ => null);

        Assert.False(result.Passed);
        Assert.Contains(result.Reason, (string[])[ConnectionTestReasons.MissingSecret, ConnectionTestReasons.InvalidUrl]);
        Assert.Empty(_server.Got);
    }

    [Theory]
    [InlineData(302, "redirect", "never followed. Put the address that it leads to in host")]
    [InlineData(400, "refused", "It answered 400: it refuses the request. Check host, and database, username, table")]
    [InlineData(401, "unauthorized", "It answered 401: it doesn't know the credential. Check password, and database, username, table")]
    [InlineData(403, "forbidden", "lacks the right to write. Check password")]
    [InlineData(404, "not_found", "It answered 404: nothing there takes traces. Check host and path in host, and database")]
    [InlineData(405, "not_found", "It answered 405")]
    [InlineData(413, "too_large", "Raise the limit")]
    [InlineData(429, "too_many_requests", "Wait and test again")]
    [InlineData(500, "server_error", "It answered 500")]
    [InlineData(503, "server_error", "Test again later")]
    public async Task A_refusal_is_told_by_what_to_do_and_without_the_vendors_text(int status, string reason, string words)
    {
        _server.Answer = async context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "https://elsewhere.example/";
            await context.Response.Body.WriteAsync("echo of s3cret-value"u8.ToArray());
        };

        var result = await TestAsync("clickhouse");

        Assert.Equal((false, status, reason), (result.Passed, result.Status, result.Reason));
        Assert.Contains(words, result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("echo", result.Message, StringComparison.Ordinal);
        Assert.Single(_server.Got);
    }

    [Fact]
    public async Task A_redirect_of_S3_says_that_the_region_is_another()
    {
        Answer(301, null, "");
        Assert.Contains("Set region", (await TestAsync("s3")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_passes_with_400_and_another_type_doesnt()
    {
        Answer(400, null, "");
        Assert.True((await TestAsync("webhook")).Passed);
        Assert.False((await TestAsync("ramp")).Passed);
    }

    [Fact]
    public async Task A_web_page_in_place_of_an_answer_fails()
    {
        Answer(200, "text/html; charset=utf-8", "<html>");
        Assert.Equal(ConnectionTestReasons.WebPage, (await TestAsync("grafana")).Reason);
    }

    [Fact]
    public async Task A_span_that_was_rejected_by_a_successful_answer_fails()
    {
        Answer(200, "application/json", """{"partialSuccess":{"rejectedSpans":"1","errorMessage":"echo"}}""");
        var result = await TestAsync("ramp");
        Assert.Equal(ConnectionTestReasons.RejectedSpans, result.Reason);
        Assert.DoesNotContain("echo", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_Snowflake_hasnt_finished_fails()
    {
        Answer(202, "application/json", "{}");
        Assert.Equal(ConnectionTestReasons.StillRunning, (await TestAsync("snowflake")).Reason);
    }

    [Fact]
    public async Task A_test_of_Snowflake_is_never_answered_with_an_earlier_ones_result()
    {
        await TestAsync("snowflake");
        await TestAsync("snowflake");
        Assert.Equal(2, _server.Got.Select(request => request.Url.Query).Distinct().Count());
    }

    [Fact]
    public async Task No_answer_in_time_is_told_with_the_time()
    {
        var arrived = new TaskCompletionSource();
        _server.Answer = _ =>
        {
            arrived.SetResult();
            return _server.HangAsync();
        };
        var test = TestAsync("opik");
        await arrived.Task;
        _clock.Advance(Timeout);
        var result = await test;
        Assert.Equal((ConnectionTestReasons.Timeout, null), (result.Reason, result.Status));
        Assert.Contains("within 10 s", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_told()
    {
        _server.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        Assert.Equal(ConnectionTestReasons.Connection, (await TestAsync("newrelic")).Reason);
    }

    [Fact]
    public async Task The_caller_can_end_a_test()
    {
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ConnectionTester.TestAsync(Entry("ramp"), _ => VendorCases.Secret, _server.Client, _clock, Timeout, ended.Token));
    }

    private void Answer(int status, string? mediaType, string body) => _server.Answer = async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = mediaType;
        await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
    };

    private Task<ConnectionTestResult> TestAsync(string name, Func<string, string?>? secrets = null) => ConnectionTester.TestAsync(
        Entry(name), secrets ?? VendorCases.All[name].Secrets.GetValueOrDefault, _server.Client, _clock, Timeout, default);

    private static DestinationEntry Entry(string name) => new()
    {
        Name = name,
        Id = "destination-1",
        Type = name,
        Config = VendorCases.All[name].Config,
        SecretFiles = VendorCases.All[name].Secrets.Keys.ToDictionary(field => field),
    };

    /// <summary>The vendor's own checks of address, headers and format, with what a test's payload must be.</summary>
    private static VendorCase Probe(string name)
    {
        var vendor = VendorCases.All[name];
        return name switch
        {
            "webhook" => vendor with { Read = request => Exactly(request, """{"resourceSpans":[]}""") },
            "clickhouse" => vendor with
            {
                Read = request =>
                {
                    Refused.Unless(request.Url.Query.StartsWith("?query=INSERT%20INTO%20%60llm%60.%60OPENROUTER_TRACES%60%20FORMAT%20JSONEachRow&", StringComparison.Ordinal), 400, request.Url.Query);
                    return Exactly(request, "");
                },
            },
            "s3" => vendor with
            {
                Request = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PUT https://traces.s3.eu-central-1.amazonaws.com/openrouter-traces/{VendorCases.Now:yyyy/MM/dd}/none/.{Test}.json"),
                Read = request =>
                {
                    // The strict verifier of signatures says what is wrong; the store says 403 to all of it.
                    try
                    {
                        SigV4Verifier.Check(request, "AKIA1", VendorCases.Secret, "eu-central-1", VendorCases.Now);
                    }
                    catch (Refused refusal)
                    {
                        throw new Refused(403, refusal.Message);
                    }
                    return Exactly(request, $$"""{"name":"{{Test}}"}""");
                },
            },
            "snowflake" => vendor with
            {
                Read = request =>
                {
                    Refused.Unless(vendor.Read(request)["rows"]!.AsArray().Count == 0, 400, "rows");
                    return new JsonObject();
                },
            },
            "datadog" => vendor with
            {
                Read = request =>
                {
                    var body = vendor.Read(request);
                    Refused.Unless((string?)body["data"]!["attributes"]!["spans"]!.AsArray().Single()!["name"] == Test, 400, "name");
                    return body;
                },
            },
            _ => vendor with { Read = request => OneSpan(request, vendor.Read(request)) },
        };
    }

    private static JsonObject Exactly(Received request, string body)
    {
        Refused.Unless(request.Text() == body, 400, request.Text());
        Refused.Unless(request.Header("X-Test-Connection") == "true" || !body.Contains("Spans", StringComparison.Ordinal), 400, "no test");
        return new JsonObject();
    }

    private static JsonNode OneSpan(Received request, JsonNode traces)
    {
        var trace = traces.AsArray().Single()!;
        var span = trace["spans"]!.AsArray().Single()!;
        Refused.Unless((string?)trace["resource"]!["service.name"] == "openrouter", 400, "service.name");
        Refused.Unless((string?)span["name"] == Test && (int)span["kind"]! == 1 && span["attributes"]!.AsObject().Count == 0, 400, "span");
        Refused.Unless((string?)span["traceId"] == "00000000000000000000000000000001" && (string?)span["spanId"] == "0000000000000001", 400, "ids");
        Refused.Unless(request.Header("X-Test-Connection") == "true", 400, "no test");
        return traces;
    }
}
