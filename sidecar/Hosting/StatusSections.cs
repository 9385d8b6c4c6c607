using System.Text.Json;
using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Notices;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>What <c>/status</c> shows.</summary>
internal static class StatusSections
{
    public static IEnumerable<StatusSection> Of(DiskJournal? journal, SinkSupervisor sinks, NoticeQueue notices)
    {
        if (journal is null)
            yield break;
        var status = journal.GetStatus();
        yield return new StatusSection("journal", json =>
        {
            json.WriteStartObject();
            json.WriteString("sidecar", status.Sidecar);
            json.WriteBoolean("accepting", status.Accepting);
            json.WriteNumber("bytes", status.Bytes);
            json.WriteNumber("max_bytes", status.MaxBytes);
            json.WriteNumber("segments", status.Segments);
            json.WriteNumber("parked_segments", status.ParkedSegments);
            json.WriteNumber("running_calls", status.RunningCalls);
            json.WriteNumber("quarantined_segments", status.QuarantinedSegments);
            json.WriteNumber("quarantined_bytes", status.QuarantinedBytes);
            json.WriteStartObject("backlog");
            foreach (var sink in status.Sinks)
                json.WriteNumber(sink.Sink, sink.Backlog);
            json.WriteEndObject();
            json.WriteStartArray("accounts");
            foreach (var sink in status.Sinks)
                Write(json, sink);
            json.WriteEndArray();
            json.WriteStartObject("lost");
            foreach (var (reason, count) in status.LostByReason)
                json.WriteNumber(reason, count);
            json.WriteEndObject();
            json.WriteEndObject();
        });
        yield return new StatusSection("sinks", json =>
        {
            json.WriteStartArray();
            foreach (var sink in sinks.Statuses())
                Write(json, sink, status.Sinks.FirstOrDefault(account => account.Sink == sink.Name)?.Backlog ?? 0);
            json.WriteEndArray();
        });
        yield return new StatusSection("notices", json => Write(json, notices.Status()));
    }

    private static void Write(Utf8JsonWriter json, SinkAccount account)
    {
        json.WriteStartObject();
        json.WriteString("sink", account.Sink);
        json.WriteNumber("captured", account.Captured);
        json.WriteNumber("acknowledged", account.Acknowledged);
        json.WriteNumber("backlog", account.Backlog);
        json.WriteStartObject("dropped");
        foreach (var (reason, count) in account.DroppedByReason)
            json.WriteNumber(reason, count);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SinkStatus sink, long backlog)
    {
        json.WriteStartObject();
        json.WriteString("name", sink.Name);
        json.WriteString("state", sink.State.ToString());
        json.WriteBoolean("circuit_open", sink.CircuitOpen);
        json.WriteNumber("delivered", sink.Delivered);
        json.WriteNumber("passed_over", sink.PassedOver);
        json.WriteNumber("repeated", sink.Repeated);
        json.WriteStartObject("dropped");
        foreach (var (reason, count) in sink.Dropped)
            json.WriteNumber(reason, count);
        json.WriteEndObject();
        json.WriteNumber("backlog", backlog);
        json.WriteNumber("objects", sink.Objects);
        json.WriteNumber("bytes", sink.Bytes);
        json.WriteNumber("retries", sink.Retries);
        json.WriteString("last_error", sink.LastError);
        json.WriteString("remedy", sink.Remedy);
        WriteTime(json, "last_error_at", sink.LastErrorAt);
        WriteTime(json, "last_delivered_at", sink.LastDeliveredAt);
        WriteTime(json, "oldest_pending", sink.OldestPending);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, NoticeStatus notices)
    {
        json.WriteStartObject();
        json.WriteNumber("waiting", notices.Waiting);
        json.WriteNumber("delivered", notices.Delivered);
        json.WriteStartObject("dropped");
        foreach (var (reason, count) in notices.Dropped)
            json.WriteNumber(reason, count);
        json.WriteEndObject();
        json.WriteString("last_error", notices.LastError);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
            json.WriteString(name, known);
        else
            json.WriteNull(name);
    }
}
