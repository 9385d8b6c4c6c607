using System.Text.Json;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>The few fields of a row that decide where it goes, without reading the rest: most rows are only passed on.</summary>
internal readonly record struct RecordHead(string Id, string WorkspaceId, string Workspace)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="JsonException">The row is malformed, or lacks one of them.</exception>
    public static RecordHead Read(ReadOnlySpan<byte> row)
    {
        string? id = null, workspaceId = null, workspace = null;
        var reader = new Utf8JsonReader(row);
        reader.Read();
        while ((id is null || workspaceId is null || workspace is null) && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int field = reader.ValueTextEquals("id"u8) ? 1 : reader.ValueTextEquals("workspace_id"u8) ? 2 : reader.ValueTextEquals("workspace"u8) ? 3 : 0;
            reader.Read();
            if (field != 0 && reader.TokenType != JsonTokenType.String)
                throw new JsonException("A row's id and workspace are texts.");
            if (field == 1)
                id = reader.GetString();
            else if (field == 2)
                workspaceId = reader.GetString();
            else if (field == 3)
                workspace = reader.GetString();
            else
                reader.Skip();
        }
        if (id is null || workspaceId is null || workspace is null)
            throw new JsonException("A row has no id or no workspace.");
        return new(id, workspaceId, workspace);
    }
}
