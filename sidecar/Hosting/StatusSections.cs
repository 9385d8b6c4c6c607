using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>What <c>/status</c> shows.</summary>
internal static class StatusSections
{
    public static IEnumerable<StatusSection> Of(DiskJournal? journal)
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
            json.WriteStartObject("backlog");
            foreach (var (sink, count) in status.BacklogBySink)
                json.WriteNumber(sink, count);
            json.WriteEndObject();
            json.WriteStartObject("lost");
            foreach (var (reason, count) in status.LostByReason)
                json.WriteNumber(reason, count);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }
}
