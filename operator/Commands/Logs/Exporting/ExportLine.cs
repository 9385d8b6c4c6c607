using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Operator.Commands.Logs.Showing;

namespace K8sRouter.Operator.Commands.Logs.Exporting;

/// <summary>
/// A line of an export: all fields of the record, <c>erased</c>, and where content is wanted <c>content</c> as it is stored, or
/// null, with <c>content_state</c>.
/// </summary>
internal static class ExportLine
{
    public static async Task<byte[]> RenderAsync(
        StoreReader reader, StoredGeneration generation, bool withContent, CancellationToken cancellationToken)
    {
        var content = withContent ? await reader.ReadContentAsync(generation, cancellationToken) : null;
        var row = JsonSerializer.SerializeToUtf8Bytes(generation.Record, GenerationRecordJson.Default.GenerationRecord);
        using var line = new MemoryStream(row.Length + (content?.Document.Length ?? 0) + 80);
        line.Write(row.AsSpan(0, row.Length - 1));
        if (generation.Erased)
            line.Write(",\"erased\":true"u8);
        if (content is not null)
        {
            line.Write(",\"content\":"u8);
            line.Write(content.Kind == StoredContentKind.Present ? content.Document.Span : "null"u8);
            line.Write(Encoding.ASCII.GetBytes($",\"content_state\":\"{ContentStates.Name(content.Kind)}\""));
        }
        line.Write("}\n"u8);
        return line.ToArray();
    }
}
