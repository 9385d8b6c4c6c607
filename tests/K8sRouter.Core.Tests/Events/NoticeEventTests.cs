using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudNative.CloudEvents.SystemTextJson;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Core.Events;
using K8sRouter.Core.Tests.Destinations;

namespace K8sRouter.Core.Tests.Events;

public class NoticeEventTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly EventOrigin Origin = new("team-a", "w-1", "AbCdEf");

    private static readonly DenialEvent Denial = new()
    {
        Id = "evt-1",
        Time = Noon,
        Origin = Origin,
        GenerationId = "gen-1",
        RequestId = "req-1",
        Api = "chat",
        Models = ["acme/thinker"],
        Status = 404,
        ExcludedEndpoints = 2,
        Rules = new Dictionary<string, int> { [ExclusionRules.Retention] = 2, [ExclusionRules.PaidTraining] = 1 },
        Policies = ["WorkspacePrivacyPolicy team-a/default"],
    };

    private static readonly ConfigurationEvent Configuration = new()
    {
        Id = "evt-2",
        Time = Noon,
        Origin = Origin,
        Result = ConfigurationResults.Refused,
        Revision = "c10f",
        AllowedEndpoints = 4,
        ExcludedEndpoints = 3,
        Reason = "models: Duplicate value",
    };

    private static readonly SinkEvent Sink = new()
    {
        Id = "evt-3",
        Time = Noon,
        Origin = Origin,
        Sink = "destination/langfuse",
        Destination = "langfuse",
        State = SinkEventStates.CircuitOpen,
        Code = "http_503",
    };

    [Fact]
    public void An_event_is_an_envelope_around_facts() => Assert.Equal(
        """
        {"specversion":"1.0","id":"evt-1","source":"/k8srouter/workspaces/team-a/sidecars/AbCdEf","type":"io.k8srouter.denial.v1","time":"2026-11-20T12:00:00Z","datacontenttype":"application/json","data":{"generation_id":"gen-1","request_id":"req-1","workspace":"team-a","workspace_id":"w-1","api":"chat","models":["acme/thinker"],"status":404,"excluded_endpoints":2,"rules":{"data_policy:retention":2,"data_policy:training":1},"policies":["WorkspacePrivacyPolicy team-a/default"],"session_id":null,"api_key_name":null}}
        """,
        Write(Denial));

    public static TheoryData<string> Types => new(EventTypes.Generation, EventTypes.Denial, EventTypes.Configuration, EventTypes.Sink);

    [Theory]
    [MemberData(nameof(Types))]
    public void The_documentation_has_every_field_and_no_other(string type)
    {
        var data = JsonElement.Parse(Write(Of(type))).GetProperty("data");

        string section = File.ReadAllText(Path.Combine(EveryTypeTests.Repository, "examples", "events", "README.md"))
            .Split("\n## ").Single(text => text.Split('\n')[0].EndsWith($"`{type}`", StringComparison.Ordinal));
        var documented = section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Regex.Matches(line.Split('|')[1], "`([a-z_]+)`").Select(match => match.Groups[1].Value));

        Assert.Equal(data.EnumerateObject().Select(field => field.Name).Order(), documented.Order());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_parser_of_CloudEvents_itself_reads_every_type(string type)
    {
        var written = Of(type);

        var read = new JsonEventFormatter().DecodeStructuredModeMessage(Encoding.UTF8.GetBytes(Write(written)), null, null);

        Assert.True(read.IsValid);
        Assert.Equal("1.0", read.SpecVersion.VersionId);
        Assert.Equal((written.Id, type, written.Time), (read.Id, read.Type, read.Time));
        Assert.Equal("/k8srouter/workspaces/team-a/sidecars/AbCdEf", read.Source!.ToString());
        Assert.Equal("application/json", read.DataContentType);
        Assert.Empty(read.ExtensionAttributes);
        Assert.Equal("team-a", Assert.IsType<JsonElement>(read.Data).GetProperty("workspace").GetString());
    }

    private static PlatformEvent Of(string type)
    {
        PlatformEvent[] all = [new GenerationEvent(Traced.Success()), Denial, Configuration, Sink];
        return all.Single(one => one.Type == type);
    }

    private static string Write(PlatformEvent happened)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { Indented = false }))
        {
            happened.Write(writer);
        }
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
