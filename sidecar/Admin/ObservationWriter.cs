using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Admin;

/// <summary>
/// <c>/observation</c>: what the operator asks of every sidecar, from another pod and without a credential. Names of
/// destinations, numbers and words of closed sets; nothing of any call, and no text from outside.
/// </summary>
internal static class ObservationWriter
{
    /// <summary>Writes the document.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="configuration">What is in force; null: nothing is.</param>
    /// <param name="refusal">Why the last configuration that was seen isn't in force; null: it is.</param>
    /// <param name="trust">Verifies signatures; null: none is required.</param>
    /// <param name="sinks">Every sink's account.</param>
    /// <param name="programVersion">Version of this program.</param>
    public static void Write(
        Utf8JsonWriter json, ActiveConfiguration? configuration, ConfigurationRefusal? refusal, ConfigurationTrust? trust,
        IReadOnlyList<SinkStatus> sinks, string programVersion)
    {
        var records = sinks.FirstOrDefault(sink => sink.Name == SinkSupervisor.Segments);
        json.WriteStartObject();
        json.WriteString("revision", configuration?.Revision);
        json.WriteNumber("supportedSchemaVersion", RouterConfig.CurrentSchemaVersion);
        json.WriteString("version", programVersion);
        json.WriteString("credentials", configuration?.Credentials.Digest);
        json.WriteBoolean("refuses", refusal is { IsFault: true });
        json.WriteString("refusal", refusal?.Code);
        json.WriteStartArray("configKeys");
        foreach (string key in trust?.KeyIds ?? [])
            json.WriteStringValue(key);
        json.WriteEndArray();
        json.WriteStartObject("records");
        json.WriteString("state", RecordsState(records, configuration));
        json.WriteString("fault", records?.State is SinkState.Retrying or SinkState.Parked ? records.LastError : null);
        json.WriteEndObject();
        json.WriteStartArray("destinations");
        foreach (var destination in configuration?.Config.Broadcast.Destinations ?? [])
            WriteDestination(json, destination.Name, sinks);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Whether the store takes what it is given, since the configuration in force names it.</summary>
    private static string RecordsState(SinkStatus? records, ActiveConfiguration? configuration)
    {
        if (records is null || configuration is null)
            return "waiting";
        bool stored = records.LastDeliveredAt >= configuration.LoadedAt;
        return records.State switch
        {
            SinkState.Parked => "failing",
            SinkState.Retrying when !stored => "failing",
            _ => stored ? "stored" : "waiting",
        };
    }

    private static void WriteDestination(Utf8JsonWriter json, string name, IReadOnlyList<SinkStatus> sinks)
    {
        string sinkName = DestinationSink.NameOf(name);
        var sink = sinks.FirstOrDefault(sink => sink.Name == sinkName);
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("state", sink?.State switch
        {
            SinkState.Unsupported => "unsupported",
            SinkState.Retrying or SinkState.Parked => "failing",
            _ => sink?.LastDeliveredAt is null ? "idle" : "delivering",
        });
        json.WriteString("fault", sink?.State is SinkState.Retrying or SinkState.Parked ? sink.LastError : null);
        json.WriteEndObject();
    }
}
