using System.Net;
using K8sRouter.Core.Destinations.Native;
using K8sRouter.Core.Json;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>
/// Snowflake: rows of one flat table over its SQL API. The rows are one bound value, an array that the statement takes apart: so
/// the statement is the same for every batch, and no value ever stands in it.
/// </summary>
internal static class SnowflakeType
{
    private const int StatementSeconds = 60;

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.Snowflake,
        DisplayName = "Snowflake",
        Fields =
        [
            Text("account", "Account identifier, such as myorg-account1.") with
            {
                MaxLength = 255,
                Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$",
            },
            Secret("token", "Programmatic access token."),
            Text("database", "Name of the database.", "SNOWFLAKE_LEARNING_DB"),
            Text("schema", "Name of the schema.", "PUBLIC"),
            Text("table", "Name of the table.", "OPENROUTER_TRACES"),
            Text("warehouse", "Name of the warehouse.", "COMPUTE_WH"),
        ],
        Exporter = context => new NativeExporter(
            context, batch => Request(context.Fields, batch),
            new()
            {
                // The API answers within 45 seconds, if only that the statement is still running.
                Timeout = TimeSpan.FromSeconds(StatementSeconds),
                StillRunning = HttpStatusCode.Accepted,
                EmptyProbe = true,
                Write = (body, trace, batch) => Write(context.Fields, body.Bytes, trace, batch),
            }),
    };

    /// <summary>A batch sent again says so, and is executed once: by its id the API knows that it was executed.</summary>
    private static DestinationRequest? Request(DestinationFields fields, IReadOnlyList<TracedGeneration> batch) =>
        fields.Get("token") is { } token
            ? new(
                $"https://{fields.Get("account")}.snowflakecomputing.com/api/v2/statements"
                + $"?requestId={BatchId.Of(batch)}&retry=true",
                AuthorizationHeader.Bearer(token),
                new("X-Snowflake-Authorization-Token-Type", "PROGRAMMATIC_ACCESS_TOKEN"),
                new("Accept", "application/json"))
            : null;

    private static void Write(
        DestinationFields destination, JsonBuffer body, NativeTrace trace, IReadOnlyList<TracedGeneration> batch)
    {
        using var rows = new JsonBuffer();
        rows.Append((byte)'[');
        for (int i = 0; i < batch.Count; i++)
        {
            if (i > 0)
                rows.Append((byte)',');
            trace.Take(batch[i]);
            TraceRow.Write(rows, trace, scratch: null);
        }
        rows.Append((byte)']');

        var fields = new JsonFields(body);
        fields.Text("statement", Statement(destination));
        fields.Number("timeout", (long?)StatementSeconds);
        foreach (string name in (string[])["database", "schema", "warehouse"])
            fields.Text(name, destination.Get(name));
        fields.Field("bindings").Append("{\"1\":{\"type\":\"TEXT\",\"value\":\""u8);
        body.AppendText(rows.Span);
        body.Append("\"}}"u8);
        fields.End();
    }

    private static string Statement(DestinationFields fields)
    {
        var columns = TraceRow.Texts.Select(name => (Name: name, Type: "VARCHAR"))
            .Concat(TraceRow.Times.Select(name => (Name: name, Type: "TIMESTAMP_TZ")))
            .Concat(TraceRow.Numbers.Select(name => (Name: name, Type: "DOUBLE")))
            .Concat(TraceRow.Documents.Select(name => (Name: name, Type: "VARIANT")))
            .ToList();
        string names = string.Join(", ", columns.Select(column => column.Name));
        string values = string.Join(", ", columns.Select(column => $"VALUE:{column.Name}::{column.Type}"));
        return $"INSERT INTO \"{fields.Get("table")?.Replace("\"", "\"\"", StringComparison.Ordinal)}\" ({names}) "
            + $"SELECT {values} FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?)))";
    }
}
