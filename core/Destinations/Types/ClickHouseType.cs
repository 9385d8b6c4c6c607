using K8sRouter.Core.Destinations.Native;
using K8sRouter.Core.Json;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>ClickHouse: rows of one flat table over its HTTP interface.</summary>
internal static class ClickHouseType
{
    /// <summary>Times are ISO 8601, and a table needn't have every column.</summary>
    private const string Settings = "&date_time_input_format=best_effort&input_format_skip_unknown_fields=1";

    private static readonly NativeFormat Format = new()
    {
        ContentType = "application/x-ndjson",
        Gzip = true,
        EmptyProbe = true,
        Write = Write,
    };

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.ClickHouse,
        DisplayName = "ClickHouse",
        Fields =
        [
            Url("host", "Address of the HTTP interface, with scheme and port."),
            Text("database", "Name of the database."),
            Text("username", "User that may insert."),
            Secret("password", "The user's password."),
            Text("table", "Name of the table.", "OPENROUTER_TRACES"),
        ],
        Exporter = context => new NativeExporter(context, batch => Request(context.Fields, batch), Format),
    };

    /// <summary>
    /// The same batch sent again has the same token, by which ClickHouse knows it where the table's engine can.
    /// </summary>
    private static DestinationRequest? Request(DestinationFields fields, IReadOnlyList<TracedGeneration> batch)
    {
        if (fields.Get("password") is not { } password)
            return null;
        string statement = $"INSERT INTO {Name(fields.Get("database"))}.{Name(fields.Get("table"))} FORMAT JSONEachRow";
        string query = $"/?query={Uri.EscapeDataString(statement)}{Settings}&insert_deduplication_token={BatchId.Of(batch):N}";
        return new(
            fields.Address("host", query),
            new("X-ClickHouse-User", fields.Get("username")!), new("X-ClickHouse-Key", password));
    }

    private static string Name(string? identifier) =>
        "`" + identifier?.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal) + "`";

    private static void Write(TraceBuffer body, NativeTrace trace, IReadOnlyList<TracedGeneration> batch)
    {
        using var scratch = new JsonBuffer();
        foreach (var generation in batch)
        {
            trace.Take(generation);
            TraceRow.Write(body.Bytes, trace, scratch);
            body.Bytes.Append((byte)'\n');
        }
    }
}
