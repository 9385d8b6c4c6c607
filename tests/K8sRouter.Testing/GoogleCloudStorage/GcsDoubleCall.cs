using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>A request on its way to its answer. Faults decide what becomes of the answer.</summary>
internal sealed class GcsDoubleCall(HttpContext context, GcsDoubleRequest request, GcsFault? fault)
{
    public HttpContext Context => context;

    public GcsDoubleRequest Request => request;

    public GcsFault? Fault => fault;

    /// <summary>Refuses parameters that the route doesn't have.</summary>
    public void AllowOnly(params string[] known)
    {
        foreach (var (name, values) in context.Request.Query)
        {
            // alt, fields, key, prettyPrint ... belong to every method.
            if (!known.Contains(name) && name is not ("alt" or "fields" or "prettyPrint"))
                throw GcsWireError.Invalid($"Unknown query parameter: '{name}'.");
            if (values.Count != 1)
                throw GcsWireError.Invalid($"Query parameter '{name}' given more than once.");
        }
    }

    public string? Text(string parameter) => context.Request.Query[parameter].FirstOrDefault();

    public long? Number(string parameter)
    {
        if (Text(parameter) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= 0
            ? number
            : throw GcsWireError.Invalid($"Invalid value for parameter '{parameter}'.");
    }

    public async Task<byte[]> ReadBodyAsync()
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    public async Task<JsonObject> ReadJsonAsync()
    {
        if (!context.Request.HasJsonContentType())
            throw new GcsWireError(400, "badContent", $"Unsupported content with type: {context.Request.ContentType}");
        return ParseObject(await ReadPlainAsync());
    }

    private async Task<byte[]> ReadPlainAsync()
    {
        byte[] body = await ReadBodyAsync();
        if (context.Request.Headers.ContentEncoding.ToString() is not { Length: > 0 } encoding)
            return body;
        if (encoding != "gzip")
            throw new GcsWireError(400, "badContent", $"Unsupported content encoding: {encoding}");
        try
        {
            using var plain = new MemoryStream();
            await using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            await gzip.CopyToAsync(plain, context.RequestAborted);
            return plain.ToArray();
        }
        catch (InvalidDataException)
        {
            throw new GcsWireError(400, "parseError", "Parse Error");
        }
    }

    public static JsonObject ParseObject(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonNode.Parse(utf8) as JsonObject ?? throw GcsWireError.Invalid("Parse Error");
        }
        catch (JsonException)
        {
            throw new GcsWireError(400, "parseError", "Parse Error");
        }
    }

    public Task WriteAsync(JsonObject answer) =>
        WriteAsync(Encoding.UTF8.GetBytes(answer.ToJsonString()), "application/json; charset=UTF-8");

    /// <summary>Writes an answer's body; a fault of bodies happens here.</summary>
    public async Task WriteAsync(byte[] body, string contentType)
    {
        // What was done stays done, and nobody hears of it.
        if (fault?.Kind is GcsFaultKind.ResetAfter or GcsFaultKind.ResetWithin or GcsFaultKind.StatusAfter)
            return;
        var response = context.Response;
        if (fault?.Kind == GcsFaultKind.CorruptBody && body.Length > 0)
        {
            body = [.. body];
            body[body.Length / 2] ^= 0x20;
        }
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (fault?.Kind is not (GcsFaultKind.StallBody or GcsFaultKind.CutBody))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }
        await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        await response.Body.FlushAsync(context.RequestAborted);
        // The connection ends behind what was written: a reset may overtake it, and the half would be no answer at all.
        if (fault.Kind == GcsFaultKind.CutBody)
            await context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport.Output.CompleteAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
    }
}
