using System.Text;
using System.Text.Json;
using K8sRouter.MockProvider.Faults;

namespace K8sRouter.MockProvider.Control;

/// <summary>What tests and the quickstart ask of the mock itself, under <c>/__mock</c>.</summary>
internal static class ControlRoutes
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Map(WebApplication app, RequestLog requests, FaultQueue faults)
    {
        app.MapGet("/__mock/requests", () => Results.Json(requests.Snapshot(), Indented));
        app.MapDelete("/__mock/requests", requests.Clear);
        app.MapPost("/__mock/faults", (FaultOrder order) =>
        {
            if (FaultCatalog.Find(order.Fault) is not { } fault || order.Count is < 1 or > 1000)
                return Results.Text(
                    $"unknown fault \"{order.Fault}\", or count not between 1 and 1000\n\n{FaultCatalog.Help}\n",
                    statusCode: 400);
            faults.Add(fault, order.Count);
            return Results.NoContent();
        });
        app.MapDelete("/__mock/faults", faults.Clear);
        MapWebhook(app, new WebhookInbox());
    }

    private static void MapWebhook(WebApplication app, WebhookInbox inbox)
    {
        app.MapMethods("/__mock/webhook", ["POST", "PUT"], async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            inbox.Add(await reader.ReadToEndAsync(request.HttpContext.RequestAborted));
            return Results.Ok();
        });
        // One delivery a line, as it came: readable with curl alone.
        app.MapGet("/__mock/webhook", () =>
        {
            var lines = inbox.Snapshot().Select(body => body.ReplaceLineEndings(" ") + "\n");
            return Results.Text(string.Concat(lines), "application/x-ndjson");
        });
        app.MapDelete("/__mock/webhook", inbox.Clear);
    }
}
