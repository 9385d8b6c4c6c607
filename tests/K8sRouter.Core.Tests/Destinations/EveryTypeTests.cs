using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Testing;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Destinations.Vendors;
using K8sRouter.Core.Tests.Generations;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Core.Tests.Destinations;

/// <summary>What each of the types sends, received by a server that checks it as strictly as the vendor does.</summary>
public sealed class EveryTypeTests : IClassFixture<VendorServer>
{
    private const string Canary = "canary-7f3a";

    internal static readonly string Repository = FindRepository();

    private readonly VendorServer _server;
    private readonly FakeTimeProvider _clock = Clocks.Noon();

    public EveryTypeTests(VendorServer server)
    {
        _server = server;
        _server.Reset();
    }

    public static TheoryData<string> Types => [.. DestinationTypes.All.Select(type => type.Name)];

    public static TheoryData<string, int> Refusals
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var type in DestinationTypes.All)
            {
                foreach (int status in (int[])[302, 400, 401, 403, 404, 413, 408, 429, 500, 501, 502, 503, 504, 505, 520, 524, 525])
                    all.Add(type.Name, status);
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_type_has_a_schema_an_exporter_a_golden_payload_a_page_and_an_example(string name)
    {
        var type = DestinationTypes.Find(name)!;
        var folder = Path.Combine(Repository, "examples", "destinations");
        string page = File.ReadAllText(Path.Combine(folder, name + ".md"));

        Assert.NotEmpty(type.Fields);
        Assert.NotNull(type.Exporter);
        Assert.True(VendorCases.All.ContainsKey(name), "no strict receiver");
        Assert.True(File.Exists(Golden.File("type-" + name)), "no golden payload");
        Assert.Contains($"type: {name}\n", File.ReadAllText(Path.Combine(folder, name + ".yaml")), StringComparison.Ordinal);
        Assert.Contains("Checked against", page, StringComparison.Ordinal);
        Assert.Contains($"\nK8sRouter.Operator destinations test examples/destinations/{name}.yaml\n", page, StringComparison.Ordinal);
        Assert.All(type.Fields, field => Assert.Contains($"`{field.Name}`", page, StringComparison.Ordinal));
        Assert.All(type.Fields.Where(field => field.Default is not null), field => Assert.Contains($"`{field.Default}`", page, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task The_vendor_takes_what_is_sent_and_it_looks_like_its_golden_payload(string name)
    {
        var (result, payload) = await ExportAsync(name, ContentModes.Full, new TracedGeneration(Traced.Success(), Traced.Content()));

        Assert.Empty(_server.Refusals);
        Assert.Equal(ExportResult.Delivered, result);
        Golden.Equal("type-" + name, Encoding.UTF8.GetBytes(payload.ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Failures_cancellations_and_generations_of_which_little_is_known_are_taken_together(string name)
    {
        var (result, _) = await ExportAsync(
            name, ContentModes.Full,
            new(Records.Completed(), null),
            new(Failure(), FailureContent("boom")),
            new(Traced.Success() with { Id = "gen-1763640001-AbCdEf00000000000003", Outcome = GenerationOutcomes.Cancelled, Usage = null, Cost = null, Trace = null }, Traced.Content("a \\\"b\\\" ünïcode 😀 \\u0000")));

        Assert.Empty(_server.Refusals);
        Assert.Equal(ExportResult.Delivered, result);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Without_full_content_no_word_of_it_leaves(string name)
    {
        foreach (string mode in (string[])[ContentModes.None, ContentModes.Reference])
        {
            await ExportAsync(name, mode, new(Traced.Success(), CanaryContent()), new(Failure(), CanaryContent()));

            Assert.Empty(_server.Refusals);
            Assert.All(_server.Got, request => Assert.DoesNotContain(Canary, request.Text(), StringComparison.Ordinal));
            _server.Reset();
        }
        // Where it may be told it is: the test above would see it.
        await ExportAsync(name, ContentModes.Full, new(Traced.Success(), CanaryContent()), new(Failure(), CanaryContent()));
        Assert.Contains(_server.Got, request => request.Text().Contains(Canary, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task No_key_of_the_callers_own_leaves_that_isnt_allowed(string name)
    {
        var record = Traced.Success() with { Trace = $$"""{"trace_name":"Nightly","feature":"allowed-1","{{Canary}}":1,"other":"{{Canary}}","tags":["{{Canary}}"],"environment":"{{Canary}}","release":"{{Canary}}"}""" };
        var entry = Entry(name, ContentModes.Full);
        var exporter = ExporterFactory.Create(
            entry with { Include = new() { MetadataKeys = ["feature"] } }, VendorCases.All[name].Secrets.GetValueOrDefault, _server.Client, _clock)!;

        Assert.Equal(ExportResult.Delivered, await exporter.ExportAsync([new(record, null)], default));

        string text = _server.Got.Single().Text();
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.Contains("allowed-1", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Who_called_leaves_only_where_identity_is_included(string name)
    {
        var record = Traced.Success() with
        {
            ExternalUser = Canary,
            ApiKeyName = Canary,
            ApiKeyHash = Canary,
            AppTitle = Canary,
            Origin = Canary,
            UserAgent = Canary,
            Pod = Canary,
            ServiceAccount = Canary,
            Workload = Canary,
        };
        foreach (string mode in (string[])[ContentModes.Full, ContentModes.Reference, ContentModes.None])
        {
            await SendAsync(new() { Cost = true, RequestContext = true }, mode);

            Assert.Empty(_server.Refusals);
            Assert.All(_server.Got, request =>
            {
                Assert.DoesNotContain(Canary, request.Text(), StringComparison.Ordinal);
                Assert.DoesNotContain(Canary, request.Url.AbsoluteUri, StringComparison.Ordinal);
                Assert.DoesNotContain(request.Headers, header => header.Value.Contains(Canary, StringComparison.Ordinal));
            });
            _server.Reset();
        }
        // Where it is included it is told: the test above would see it.
        await SendAsync(new() { Identity = true }, ContentModes.None);
        Assert.Contains(_server.Got, request => request.Text().Contains(Canary, StringComparison.Ordinal));

        async Task SendAsync(DestinationIncludes include, string mode)
        {
            var exporter = ExporterFactory.Create(
                Entry(name, mode) with { Include = include }, VendorCases.All[name].Secrets.GetValueOrDefault, _server.Client, _clock)!;
            Assert.Equal(ExportResult.Delivered, await exporter.ExportAsync([new(record, Traced.Content())], default));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_value_that_would_inject_a_header_is_never_sent(string name)
    {
        var entry = Entry(name, ContentModes.None) with { SecretFiles = new Dictionary<string, string>(Entry(name, ContentModes.None).SecretFiles) { ["headers.X-Extra"] = "extra" } };
        foreach (string value in (string[])["a\r\nX-Injected: 1", "a\nX-Injected: 1", "a\r", "a\0", "\u00e9"])
        {
            var exporter = ExporterFactory.Create(
                entry, file => file == "extra" ? value : VendorCases.All[name].Secrets[file], _server.Client, _clock)!;

            Assert.Equal(ExportResult.Retry(ExportFaults.InvalidHeader), await exporter.ExportAsync([new(Traced.Success(), null)], default));
            Assert.Null(((IConnectionProbe)exporter).CreateProbe(out var fault));
            Assert.Equal(ExportFaults.InvalidHeader, fault.Code);
        }
        // Its own secrets: encoded, or refused.
        foreach (string secret in VendorCases.All[name].Secrets.Keys)
        {
            var exporter = Exporter(name, secrets: file => VendorCases.All[name].Secrets[file] + (file == secret ? "\r\nX-Injected: 1" : ""));
            await exporter.ExportAsync([new(Traced.Success(), null)], default);
        }
        Assert.All(_server.Got, request => Assert.DoesNotContain("X-Injected", request.Headers.Keys));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_secret_without_a_value_keeps_the_trace_waiting_and_nothing_is_sent(string name)
    {
        foreach (string secret in VendorCases.All[name].Secrets.Keys.Where(field => field != "sessionToken"))
        {
            var exporter = Exporter(name, ContentModes.None, file => file == secret ? null : VendorCases.All[name].Secrets[file]);
            var result = await exporter.ExportAsync([new(Traced.Success(), null)], default);

            Assert.Equal(ExportStatus.Retry, result.Status);
            Assert.Contains(result.Code, (string[])[ExportFaults.MissingSecret, ExportFaults.InvalidUrl]);
        }
        Assert.Empty(_server.Got);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Only_what_may_pass_by_itself_is_sent_again(string name, int status)
    {
        _server.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "7";
            context.Response.Headers.Location = "https://elsewhere.example/";
            return Task.CompletedTask;
        };

        var result = await Exporter(name).ExportAsync([new(Traced.Success(), null)], default);

        bool again = status is 408 or 429 or 500 or 502 or 503 or 504 or 520 or 524;
        Assert.Equal(again ? ExportResult.Retry($"http_{status}", TimeSpan.FromSeconds(7)) : ExportResult.Dropped($"http_{status}"), result);
        Assert.Single(_server.Got);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_vendor_that_hangs_or_resets_is_tried_again(string name)
    {
        var arrived = new TaskCompletionSource();
        _server.Answer = _ =>
        {
            arrived.SetResult();
            return _server.HangAsync();
        };
        var export = Exporter(name).ExportAsync([new(Traced.Success(), null)], default);
        await arrived.Task;
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(ExportResult.Retry(ExportFaults.Timeout), await export);

        _server.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        Assert.Equal(ExportResult.Retry(ExportFaults.Connection), await Exporter(name).ExportAsync([new(Traced.Success(), null)], default));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task An_authors_header_is_sent_and_never_replaces_the_types_own(string name)
    {
        var entry = Entry(name, ContentModes.None);
        var secrets = new Dictionary<string, string>(entry.SecretFiles) { ["headers.X-Extra"] = "headers.X-Extra" };
        foreach (string own in VendorCases.All[name].Headers.Select(header => header.Split(": ")[0]).Where(own => own != "X-Scope" && own != "X-Token"))
            secrets["headers." + own] = "headers.X-Extra";
        var exporter = ExporterFactory.Create(
            entry with { SecretFiles = secrets }, file => VendorCases.All[name].Secrets.GetValueOrDefault(file, "extra"), _server.Client, _clock)!;
        _server.Check = request => VendorCases.All[name].Check(request);

        var result = await exporter.ExportAsync([new(Traced.Success(), null)], default);

        Assert.Empty(_server.Refusals);
        Assert.Equal(ExportResult.Delivered, result);
        Assert.Equal("extra", _server.Got.Single().Header("X-Extra"));
    }

    private async Task<(ExportResult Result, JsonNode Payload)> ExportAsync(string name, string mode, params TracedGeneration[] batch)
    {
        JsonNode? body = null;
        _server.Check = request => body = VendorCases.All[name].Check(request);
        var result = await Exporter(name, mode).ExportAsync(batch, default);
        var first = _server.Got.First();
        return (result, new JsonObject
        {
            ["request"] = $"{first.Method} {first.Url.AbsoluteUri}",
            ["headers"] = new JsonObject([.. first.Headers
                .Where(header => header.Key is not ("User-Agent" or "Content-Length" or "Host"))
                .OrderBy(header => header.Key, StringComparer.Ordinal)
                .Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))]),
            ["body"] = body,
        });
    }

    private ITraceExporter Exporter(string name, string mode = ContentModes.None, Func<string, string?>? secrets = null) =>
        ExporterFactory.Create(Entry(name, mode), secrets ?? VendorCases.All[name].Secrets.GetValueOrDefault, _server.Client, _clock)!;

    private static DestinationEntry Entry(string name, string mode) => new()
    {
        Name = name,
        Id = "destination-1",
        Type = name,
        ContentMode = mode,
        Config = VendorCases.All[name].Config,
        SecretFiles = VendorCases.All[name].Secrets.Keys.ToDictionary(field => field),
        Include = new() { Identity = true, RequestContext = true },
    };

    private static GenerationRecord Failure() => Traced.Success() with
    {
        Id = "gen-1763640001-AbCdEf00000000000002",
        Outcome = GenerationOutcomes.Failed,
        StatusCode = 502,
        ErrorType = "provider_unavailable",
        Usage = null,
        Cost = null,
        FinishReason = "error",
        Trace = null,
    };

    private static CapturedContent FailureContent(string message) => Records.Whole("{}", null) with
    {
        Errors = Encoding.UTF8.GetBytes($$"""[{"code":429,"message":"{{message}}","raw":"{{message}}"}]"""),
    };

    private static CapturedContent CanaryContent() => FailureContent(Canary) with
    {
        Request = Encoding.UTF8.GetBytes($$"""{"temperature":0.5,"stop":"{{Canary}}","messages":[{"role":"user","content":"{{Canary}}"}]}"""),
        ResponseFormat = CapturedResponseFormat.Json,
        Response = Encoding.UTF8.GetBytes($$"""{"choices":[{"message":{"content":"{{Canary}}","reasoning":"{{Canary}}","tool_calls":["{{Canary}}"]} }]}"""),
    };

    private static string FindRepository()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "K8sRouter.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
