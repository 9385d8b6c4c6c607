using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace K8sRouter.Core.Tests.Destinations.Vendors;

/// <summary>Receives the formats that aren't OTLP, each as strictly as its documentation says that the vendor does.</summary>
internal static partial class NativeWires
{
    /// <summary>Columns of the table in examples/destinations/clickhouse.md and snowflake.md.</summary>
    private static readonly string[] Columns =
    [
        "TRACE_ID", "SPAN_ID", "PARENT_SPAN_ID", "USER_ID", "SESSION_ID", "ORGANIZATION_ID", "ENTITY_ID", "API_KEY_NAME", "TIMESTAMP",
        "START_TIME", "END_TIME", "DURATION_MS", "MODEL", "PROVIDER_NAME", "PROVIDER_SLUG", "STATUS", "LEVEL", "FINISH_REASON",
        "PROMPT_TOKENS", "COMPLETION_TOKENS", "TOTAL_TOKENS", "CACHED_TOKENS", "REASONING_TOKENS", "TOTAL_COST", "INPUT_COST",
        "OUTPUT_COST", "SPAN_TYPE", "ATTRIBUTES", "INPUT", "OUTPUT", "METADATA", "MODEL_PARAMETERS", "TAGS",
    ];

    public static JsonNode Datadog(Received request)
    {
        IsJson(request);
        var body = JsonNode.Parse(request.Text())!.AsObject();
        Only(body, "data");
        Only(body["data"]!, "type", "attributes");
        Refused.Unless((string?)body["data"]!["type"] == "span", 400, "data.type");
        var attributes = Only(body["data"]!["attributes"]!, "ml_app", "session_id", "tags", "spans");
        Refused.Unless((string?)attributes["ml_app"] is { Length: > 0 and <= 193 }, 400, "ml_app");
        foreach (var node in attributes["spans"]!.AsArray())
        {
            var span = Only(node!, "name", "span_id", "trace_id", "parent_id", "start_ns", "duration", "status", "session_id", "tags", "meta", "metrics");
            foreach (string name in (string[])["name", "span_id", "trace_id", "parent_id"])
                Refused.Unless((string?)span[name] is { Length: > 0 }, 400, name);
            Refused.Unless((ulong)span["start_ns"]! > 0 && (double)span["duration"]! >= 0, 400, "times");
            var meta = Only(span["meta"]!, "kind", "error", "input", "output", "metadata", "model_name", "model_provider");
            Refused.Unless((string?)meta["kind"] is "agent" or "workflow" or "llm" or "tool" or "task" or "embedding" or "retrieval", 400, "kind");
            foreach (var (_, value) in span["metrics"]?.AsObject() ?? [])
                Refused.Unless(value!.GetValueKind() == JsonValueKind.Number, 400, "a metric that is no number");
            foreach (string side in (string[])["input", "output"])
            {
                foreach (var message in meta[side]?["messages"]!.AsArray() ?? [])
                    Refused.Unless(Only(message!, "role", "content", "tool_calls")["content"]!.GetValueKind() == JsonValueKind.String, 400, "content");
            }
        }
        return body;
    }

    public static JsonNode ClickHouse(Received request)
    {
        var query = Query(request.Url);
        var statement = InsertStatement().Match(query["query"]);
        Refused.Unless(request.Url.AbsolutePath == "/" && statement.Success, 400, $"Syntax error: {query["query"]}");
        foreach (string setting in query.Keys)
            Refused.Unless(setting is "query" or "date_time_input_format" or "input_format_skip_unknown_fields" or "insert_deduplication_token", 404, $"unknown setting {setting}");
        // Without it times with a zone aren't read.
        Refused.Unless(query.GetValueOrDefault("date_time_input_format") == "best_effort", 400, "Cannot parse DateTime");
        Refused.Unless(request.Text().EndsWith('\n'), 400, "the last line has no end");
        var rows = request.Text().TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        foreach (var row in rows)
        {
            CheckRow(row);
            foreach (string column in (string[])["ATTRIBUTES", "METADATA", "INPUT", "OUTPUT", "MODEL_PARAMETERS", "TAGS"])
                Refused.Unless(row[column] is null || row[column]!.GetValueKind() == JsonValueKind.String, 400, $"{column} isn't text");
        }
        return new JsonArray([.. rows]);
    }

    public static JsonNode Snowflake(Received request)
    {
        IsJson(request);
        var query = Query(request.Url);
        Refused.Unless(request.Url.AbsolutePath == "/api/v2/statements" && Guid.TryParse(query["requestId"], out _) && query["retry"] == "true", 400, "query");
        Refused.Unless(request.Header("X-Snowflake-Authorization-Token-Type") == "PROGRAMMATIC_ACCESS_TOKEN" && request.Header("Accept") == "application/json", 401, "token type");
        var body = Only(JsonNode.Parse(request.Text())!, "statement", "timeout", "database", "schema", "warehouse", "bindings");
        var binding = Only(Only(body["bindings"]!, "1")["1"]!, "type", "value");
        Refused.Unless((string?)binding["type"] == "TEXT" && ((string)body["statement"]!).Count(letter => letter == '?') == 1, 422, "bindings");
        var rows = JsonNode.Parse((string)binding["value"]!)!.AsArray();
        foreach (var row in rows)
            CheckRow(row!.AsObject());
        var columns = InsertColumns().Match((string)body["statement"]!).Groups[1].Value.Split(", ");
        Refused.Unless(columns.Order().SequenceEqual(Columns.Order()), 422, $"invalid identifier among {string.Join(' ', columns.Except(Columns))}");
        return new JsonObject { ["statement"] = (string?)body["statement"], ["database"] = (string?)body["database"], ["schema"] = (string?)body["schema"], ["warehouse"] = (string?)body["warehouse"], ["rows"] = rows.DeepClone() };
    }

    public static JsonNode S3(Received request)
    {
        IsJson(request);
        var body = Only(JsonNode.Parse(request.Text())!, "trace", "exported_at");
        var trace = Only(body["trace"]!, "id", "name", "userId", "sessionId", "apiKeyName", "entityId", "organizationId", "creatorUserId", "timestamp", "input", "output", "metadata", "tags", "version", "observations");
        Refused.Unless(trace["observations"]!.AsArray().Count(observation => (string?)observation!["type"] == "GENERATION") == 1, 400, "observations");
        return body;
    }

    private static void CheckRow(JsonObject row)
    {
        Refused.Unless(row.Select(column => column.Key).Order().SequenceEqual(Columns.Order()), 400, "columns");
        foreach (string column in (string[])["TIMESTAMP", "START_TIME", "END_TIME"])
            Refused.Unless(DateTimeOffset.TryParse((string?)row[column], CultureInfo.InvariantCulture, out _), 400, column);
        Refused.Unless((string?)row["STATUS"] is "ok" or "error", 400, "STATUS");
    }

    private static void IsJson(Received request) =>
        Refused.Unless(request.Header("Content-Type") == "application/json", 415, $"content type {request.Header("Content-Type")}");

    private static JsonObject Only(JsonNode node, params string[] names)
    {
        foreach (var (name, _) in node.AsObject())
            Refused.Unless(names.Contains(name), 400, $"unknown field {name}");
        return node.AsObject();
    }

    private static Dictionary<string, string> Query(Uri url) =>
        url.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));

    [GeneratedRegex(@"^INSERT INTO `(\w+)`\.`(\w+)` FORMAT JSONEachRow$")]
    private static partial Regex InsertStatement();

    [GeneratedRegex(@"^INSERT INTO ""\w+"" \(([A-Z_, ]+)\) SELECT VALUE:")]
    private static partial Regex InsertColumns();
}
