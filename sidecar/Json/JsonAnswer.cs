using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace K8sRouter.Sidecar.Json;

/// <summary>Whole JSON answers of the router's own routes.</summary>
internal static class JsonAnswer
{
    /// <summary>Answers are read as JSON and never embedded in HTML, so only what JSON itself demands is escaped.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Render<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options))
            write(json, state);
        return buffer.WrittenSpan.ToArray();
    }

    public static Task SendAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
