using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using K8sRouter.Core.Generations;
using K8sRouter.Testing.Otlp.Protos;

namespace K8sRouter.Core.Tests.Destinations.Vendors;

/// <summary>
/// Receives OTLP over HTTP as strictly as its specification lets a server be: protobuf read by Google's library, JSON by the rules of
/// OTLP's own mapping. Both come out in one readable form.
/// </summary>
internal static class OtlpWire
{
    public static JsonArray Read(Received request)
    {
        string? type = request.Header("Content-Type");
        var traces = type switch
        {
            "application/x-protobuf" => FromProtobuf(request.Plain()),
            "application/json" => FromJson(request.Plain()),
            _ => throw new Refused(415, $"content type {type}"),
        };
        Refused.Unless(traces.Count > 0, 400, "no resource spans");
        foreach (var trace in traces)
            Check(trace!);
        return traces;
    }

    private static void Check(JsonNode trace)
    {
        Refused.Unless(trace["resource"]!["service.name"] is not null, 400, "a resource without service.name");
        Refused.Unless((string?)trace["scope"] is { Length: > 0 }, 400, "no scope");
        var spans = trace["spans"]!.AsArray();
        Refused.Unless(spans.Count > 0, 400, "no spans");
        foreach (var span in spans)
        {
            Refused.Unless(((string)span!["traceId"]!).Length == 32 && ((string)span["traceId"]!).Any(digit => digit != '0'), 400, "trace id");
            Refused.Unless(((string)span["spanId"]!).Length == 16 && ((string)span["spanId"]!).Any(digit => digit != '0'), 400, "span id");
            Refused.Unless(span["parentSpanId"] is null || ((string)span["parentSpanId"]!).Length == 16, 400, "parent span id");
            Refused.Unless(((string)span["name"]!).Length > 0, 400, "a span without a name");
            Refused.Unless((int)span["kind"]! is >= 1 and <= 5, 400, "kind");
            Refused.Unless(ulong.Parse((string)span["start"]!) > 0 && ulong.Parse((string)span["start"]!) <= ulong.Parse((string)span["end"]!), 400, "times");
            foreach (var link in span["links"]!.AsArray())
                Refused.Unless(TraceParent.Parse($"00-{((string)link!).Replace(' ', '-')}-00") is not null, 400, "link");
            Refused.Unless((int)span["status"]!["code"]! is 1 or 2, 400, "status");
        }
    }

    private static JsonArray FromProtobuf(byte[] body)
    {
        ExportTraceServiceRequest request;
        try
        {
            request = ExportTraceServiceRequest.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException fault)
        {
            throw new Refused(400, fault.Message);
        }
        int known = ExportTraceServiceRequest.Parser.WithDiscardUnknownFields(true).ParseFrom(body).CalculateSize();
        Refused.Unless(request.CalculateSize() == known, 400, "fields that the schema doesn't have");
        return [.. request.ResourceSpans.Select(FromProtobuf)];
    }

    private static JsonNode FromProtobuf(ResourceSpans trace)
    {
        var scope = trace.ScopeSpans.Single();
        return new JsonObject
        {
            ["resource"] = Attributes(trace.Resource.Attributes),
            ["scope"] = scope.Scope.Name,
            ["schemaUrl"] = scope.SchemaUrl,
            ["spans"] = new JsonArray([.. scope.Spans.Select(span => new JsonObject
            {
                ["traceId"] = Convert.ToHexStringLower(span.TraceId.Span),
                ["spanId"] = Convert.ToHexStringLower(span.SpanId.Span),
                ["parentSpanId"] = span.ParentSpanId.IsEmpty ? null : Convert.ToHexStringLower(span.ParentSpanId.Span),
                ["name"] = span.Name,
                ["kind"] = (int)span.Kind,
                ["start"] = span.StartTimeUnixNano.ToString(),
                ["end"] = span.EndTimeUnixNano.ToString(),
                ["attributes"] = Attributes(span.Attributes),
                ["events"] = new JsonArray([.. span.Events.Select(happened => new JsonObject
                {
                    ["time"] = happened.TimeUnixNano.ToString(),
                    ["name"] = happened.Name,
                    ["attributes"] = Attributes(happened.Attributes),
                })]),
                ["links"] = new JsonArray([.. span.Links.Select(link =>
                    (JsonNode)$"{Convert.ToHexStringLower(link.TraceId.Span)} {Convert.ToHexStringLower(link.SpanId.Span)}")]),
                ["status"] = new JsonObject { ["code"] = (int)span.Status.Code, ["message"] = span.Status.Message.Length == 0 ? null : span.Status.Message },
            })]),
        };
    }

    private static JsonObject Attributes(IEnumerable<KeyValue> attributes)
    {
        var all = new JsonObject();
        foreach (var attribute in attributes)
        {
            Refused.Unless(all.TryAdd(attribute.Key, attribute.Value.ValueCase switch
            {
                AnyValue.ValueOneofCase.StringValue => attribute.Value.StringValue,
                AnyValue.ValueOneofCase.BoolValue => attribute.Value.BoolValue,
                AnyValue.ValueOneofCase.IntValue => attribute.Value.IntValue,
                AnyValue.ValueOneofCase.DoubleValue => attribute.Value.DoubleValue,
                _ => throw new Refused(400, $"{attribute.Key} has no value"),
            }), 400, $"{attribute.Key} twice");
        }
        return all;
    }

    private static JsonArray FromJson(byte[] body) => [.. Known(JsonElement.Parse(body), "resourceSpans").GetProperty("resourceSpans").EnumerateArray().Select(FromJson)];

    private static JsonNode FromJson(JsonElement trace)
    {
        Known(trace, "resource", "scopeSpans");
        var scope = Known(trace.GetProperty("scopeSpans").EnumerateArray().Single(), "scope", "spans", "schemaUrl");
        return new JsonObject
        {
            ["resource"] = JsonAttributes(Known(trace.GetProperty("resource"), "attributes")),
            ["scope"] = scope.GetProperty("scope").GetProperty("name").GetString(),
            ["schemaUrl"] = scope.TryGetProperty("schemaUrl", out var url) ? url.GetString() : "",
            ["spans"] = new JsonArray([.. scope.GetProperty("spans").EnumerateArray().Select(FromJsonSpan)]),
        };
    }

    private static JsonNode FromJsonSpan(JsonElement span)
    {
        Known(span, "traceId", "spanId", "parentSpanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano", "attributes", "events", "links", "status");
        var status = Known(span.GetProperty("status"), "code", "message");
        return new JsonObject
        {
            ["traceId"] = span.GetProperty("traceId").GetString(),
            ["spanId"] = span.GetProperty("spanId").GetString(),
            ["parentSpanId"] = span.TryGetProperty("parentSpanId", out var parent) ? parent.GetString() : null,
            ["name"] = span.GetProperty("name").GetString(),
            ["kind"] = span.GetProperty("kind").GetInt32(),
            ["start"] = span.GetProperty("startTimeUnixNano").GetString(),
            ["end"] = span.GetProperty("endTimeUnixNano").GetString(),
            ["attributes"] = JsonAttributes(span),
            ["events"] = new JsonArray([.. (span.TryGetProperty("events", out var events) ? events.EnumerateArray().ToList() : []).Select(happened => new JsonObject
            {
                ["time"] = Known(happened, "timeUnixNano", "name", "attributes").GetProperty("timeUnixNano").GetString(),
                ["name"] = happened.GetProperty("name").GetString(),
                ["attributes"] = JsonAttributes(happened),
            })]),
            ["links"] = new JsonArray([.. (span.TryGetProperty("links", out var links) ? links.EnumerateArray().ToList() : []).Select(link =>
                (JsonNode)$"{Known(link, "traceId", "spanId").GetProperty("traceId").GetString()} {link.GetProperty("spanId").GetString()}")]),
            ["status"] = new JsonObject
            {
                ["code"] = status.GetProperty("code").GetInt32(),
                ["message"] = status.TryGetProperty("message", out var message) ? message.GetString() : null,
            },
        };
    }

    private static JsonObject JsonAttributes(JsonElement owner)
    {
        var all = new JsonObject();
        foreach (var attribute in owner.GetProperty("attributes").EnumerateArray())
        {
            string key = Known(attribute, "key", "value").GetProperty("key").GetString()!;
            var value = attribute.GetProperty("value").EnumerateObject().Single();
            Refused.Unless(all.TryAdd(key, value.Name switch
            {
                "stringValue" => value.Value.GetString(),
                "boolValue" => value.Value.GetBoolean(),
                "intValue" => long.Parse(value.Value.GetString()!),
                "doubleValue" => value.Value.GetDouble(),
                _ => throw new Refused(400, $"{key} has a value of kind {value.Name}"),
            }), 400, $"{key} twice");
        }
        return all;
    }

    private static JsonElement Known(JsonElement element, params string[] names)
    {
        foreach (var property in element.EnumerateObject())
            Refused.Unless(names.Contains(property.Name), 400, $"unknown field {property.Name}");
        return element;
    }
}
