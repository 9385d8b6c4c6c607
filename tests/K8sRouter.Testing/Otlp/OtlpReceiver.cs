using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using K8sRouter.Testing.Otlp.Protos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace K8sRouter.Testing.Otlp;

/// <summary>
/// A collector that takes OTLP/HTTP in protobuf on a free port of loopback, and refuses what its specification lets it refuse. It keeps
/// what it got, also as the bytes that came.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ResourceSpans> _spans = new();
    private readonly ConcurrentQueue<ResourceMetrics> _metrics = new();
    private readonly ConcurrentQueue<byte[]> _bodies = new();
    private readonly ConcurrentQueue<string> _refusals = new();
    private int _requests;

    private OtlpReceiver(WebApplication app) => _app = app;

    /// <summary><c>http://127.0.0.1:PORT</c>.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>Header that requests must have, <c>name=value</c>; null: none.</summary>
    public string? Required { get; init; }

    /// <summary>Status of every answer from now on.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Requests so far, refused ones included.</summary>
    public int Requests => _requests;

    public IReadOnlyList<string> Refusals => [.. _refusals];

    public IReadOnlyList<byte[]> Bodies => [.. _bodies];

    public IReadOnlyList<ResourceSpans> Resources => [.. _spans];

    public IReadOnlyList<ResourceMetrics> MetricResources => [.. _metrics];

    public IReadOnlyList<Span> Spans => [.. _spans.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans)];

    /// <summary>The newest form of a metric; null: it hasn't come.</summary>
    public Metric? Metric(string name) => _metrics.SelectMany(resource => resource.ScopeMetrics)
        .SelectMany(scope => scope.Metrics).LastOrDefault(metric => metric.Name == name);

    /// <param name="required">Header that requests must have, <c>name=value</c>.</param>
    /// <param name="port">0: a free one.</param>
    public static async Task<OtlpReceiver> StartAsync(string? required = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var receiver = new OtlpReceiver(builder.Build()) { Required = required };
        receiver._app.Run(receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Response.ContentType = "application/x-protobuf";
        context.Response.StatusCode = Problem(context.Request, body.ToArray()) is { } problem ? Refuse(problem) : Status;
    }

    private int Refuse(string problem)
    {
        _refusals.Enqueue(problem);
        return StatusCodes.Status400BadRequest;
    }

    private string? Problem(HttpRequest request, byte[] body)
    {
        if (request.Method != "POST" || request.ContentType != "application/x-protobuf")
            return $"{request.Method} of {request.ContentType}";
        if (Required?.Split('=', 2) is [var name, var value] && request.Headers[name] != value)
            return $"without the header {name}";
        if (Status != 200)
            return null;
        _bodies.Enqueue(body);
        try
        {
            return request.Path.Value switch
            {
                "/v1/traces" => Take(ExportTraceServiceRequest.Parser.ParseFrom(body)),
                "/v1/metrics" => Take(ExportMetricsServiceRequest.Parser.ParseFrom(body)),
                _ => $"path {request.Path}",
            };
        }
        catch (InvalidProtocolBufferException fault)
        {
            return fault.Message;
        }
    }

    private string? Take(ExportTraceServiceRequest request)
    {
        foreach (var resource in request.ResourceSpans)
        {
            if (resource.ScopeSpans.SelectMany(scope => scope.Spans).Any(span => span.TraceId.Length != 16 || span.SpanId.Length != 8))
                return "a span without ids";
            _spans.Enqueue(resource);
        }
        return null;
    }

    private string? Take(ExportMetricsServiceRequest request)
    {
        foreach (var resource in request.ResourceMetrics)
        {
            if (resource.ScopeMetrics.SelectMany(scope => scope.Metrics).Any(metric => metric.DataCase == Protos.Metric.DataOneofCase.None))
                return "a metric without data";
            _metrics.Enqueue(resource);
        }
        return null;
    }
}
