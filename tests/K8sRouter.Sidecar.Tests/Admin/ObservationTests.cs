using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Signing;
using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Tests.Conformance;
using static K8sRouter.Sidecar.Tests.Conformance.Samples;

namespace K8sRouter.Sidecar.Tests.Admin;

/// <summary>What a sidecar says of itself, read as the operator reads it.</summary>
public sealed class ObservationTests
{
    private static readonly RouterConfig WithHook = Config() with
    {
        Broadcast = new BroadcastSettings
        {
            Enabled = true,
            Destinations = [new DestinationEntry { Name = "hook", Id = "33333333-3333-4333-8333-333333333333", Type = "webhook" }],
        },
    };

    [Fact]
    public async Task Without_a_configuration_there_is_no_revision_and_nothing_was_stored()
    {
        var seen = await ReadAsync(null, new ConfigurationRefusal(Noon, "models: Required value"));
        Assert.True(seen.Reached);
        Assert.True(seen.Refuses);
        Assert.Null(seen.Revision);
        Assert.Equal(RecordsState.Waiting, seen.Records);
        Assert.Equal(RouterConfig.CurrentSchemaVersion, seen.SupportedSchemaVersion);
    }

    [Fact]
    public async Task It_says_which_keys_it_verifies_by_and_why_it_refuses_in_a_word()
    {
        var keys = SigningKeySet.Create();
        var trust = new ConfigurationTrust(ConfigKeys.TryParse(keys.PublicKeys)!, null, null, new CounterFile("/nowhere"));
        var seen = await ReadAsync(Config(), new ConfigurationRefusal(Noon, "not the operator's", ConfigRefusalCodes.Forged), trust);
        Assert.Equal([keys.Current.Id, keys.Next!.Id], seen.ConfigKeys);
        Assert.Equal((true, "forged"), (seen.Refuses, seen.Refusal));

        var waiting = await ReadAsync(Config(), new ConfigurationRefusal(Noon, "one half is newer", ConfigRefusalCodes.NotWhole));
        Assert.Equal((false, "not_whole"), (waiting.Refuses, waiting.Refusal));
        Assert.Empty(waiting.ConfigKeys);
    }

    [Fact]
    public async Task It_names_the_programs_version()
    {
        var call = await TestCall.GetAsync(context => AdminHandlers.HandleObservationAsync(context, null, null, null, []), "/observation");
        Assert.Equal(AdminHandlers.ProgramVersion, call.Json.GetProperty("version").GetString());
    }

    [Theory]
    [InlineData("Running", null, "Waiting")]
    [InlineData("Running", 1, "Stored")]
    [InlineData("Running", -1, "Waiting")]
    [InlineData("Retrying", null, "Failing")]
    [InlineData("Retrying", -1, "Failing")]
    [InlineData("Retrying", 1, "Stored")]
    [InlineData("Parked", 1, "Failing")]
    public async Task The_store_is_judged_by_what_it_took_since_the_configuration_came(string state, int? deliveredAfter, string expected)
    {
        var sink = new SinkStatus
        {
            Name = SinkSupervisor.Segments,
            State = Enum.Parse<SinkState>(state),
            LastError = "bucket_missing",
            LastDeliveredAt = deliveredAfter is { } seconds ? Noon.AddSeconds(seconds) : null,
        };
        var seen = await ReadAsync(WithHook, sinks: sink);
        Assert.Equal(expected, seen.Records.ToString());
        Assert.Equal(state == "Running" ? null : "bucket_missing", seen.RecordsFault);
    }

    [Theory]
    [InlineData("Running", false, "Idle", null)]
    [InlineData("Running", true, "Delivering", null)]
    [InlineData("Retrying", true, "Failing", "http_503")]
    [InlineData("Parked", false, "Failing", "http_503")]
    [InlineData("Unsupported", false, "Unsupported", null)]
    public async Task Every_destination_says_how_sending_goes(string state, bool delivered, string expected, string? fault)
    {
        var sink = new SinkStatus
        {
            Name = DestinationSink.NameOf("hook"),
            State = Enum.Parse<SinkState>(state),
            LastError = "http_503",
            LastDeliveredAt = delivered ? Noon : null,
        };
        var seen = (await ReadAsync(WithHook, sinks: sink)).Destinations["hook"];
        Assert.Equal((expected, fault), (seen.State.ToString(), seen.Fault));
    }

    private static async Task<SidecarObservation> ReadAsync(
        RouterConfig? config, ConfigurationRefusal? refusal = null, ConfigurationTrust? trust = null, params SinkStatus[] sinks)
    {
        var call = await TestCall.GetAsync(context => AdminHandlers.HandleObservationAsync(
            context, config is null ? null : Active(config), refusal, trust, sinks), "/observation");
        Assert.Equal(200, call.Status);
        return SidecarAnswer.Read("web-1", System.Text.Encoding.UTF8.GetBytes(call.Text))!;
    }
}
