using System.Buffers;
using System.Net;

namespace K8sRouter.Benchmarks.Upstream;

/// <summary>
/// The provider behind every variant: reads the whole request, refuses one that arrived incomplete, and answers from memory.
/// Which answer follows from the model: <c>bench-whole</c>, <c>bench-stream</c>, <c>bench-gap</c> (a chunk every 5 ms).
/// </summary>
internal static class UpstreamServer
{
    public static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(5);

    /// <summary>Takes what is delivered after <see cref="SlowDelay"/>.</summary>
    public const string SlowPath = "/webhook/slow";

    /// <summary>Takes what is delivered and never answers.</summary>
    public const string HangingPath = "/webhook/hanging";

    public static readonly TimeSpan SlowDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>Last words of every prompt.</summary>
    public static readonly byte[] PromptEnd = "END-OF-PROMPT"u8.ToArray();

    public static async Task<int> RunAsync(int port, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync(cancellation);
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        // The readiness question, and what the webhook destination delivers.
        if (context.Request.Path != "/v1/chat/completions")
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            if (context.Request.Path == SlowPath)
                await Task.Delay(SlowDelay, TimeProvider.System, context.RequestAborted);
            if (context.Request.Path == HangingPath)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            return;
        }

        var kind = await ReadAsync(context.Request);
        switch (kind)
        {
            case RequestKind.Whole:
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = CannedAnswers.Whole.Length;
                await context.Response.BodyWriter.WriteAsync(CannedAnswers.Whole);
                break;
            case RequestKind.Stream or RequestKind.Gap:
                await StreamAsync(context, kind == RequestKind.Gap);
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                break;
        }
    }

    private static async Task<RequestKind> ReadAsync(HttpRequest request)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            if (!read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var kind = KindOf(read.Buffer);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            return kind;
        }
    }

    private static RequestKind KindOf(in ReadOnlySequence<byte> body)
    {
        var length = (int)body.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(rented);
            var span = rented.AsSpan(0, length);
            if (span.IsEmpty || span[^1] != (byte)'}' || span.IndexOf(PromptEnd) < 0)
                return RequestKind.Incomplete;
            if (span.IndexOf("\"bench-whole\""u8) >= 0)
                return RequestKind.Whole;
            return span.IndexOf("\"bench-gap\""u8) >= 0 ? RequestKind.Gap : RequestKind.Stream;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static async Task StreamAsync(HttpContext context, bool gap)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        var writer = context.Response.BodyWriter;
        await writer.WriteAsync(CannedAnswers.StreamStart);
        for (var number = 0; number < CannedAnswers.StreamChunks; number++)
        {
            if (gap)
                await Task.Delay(Gap, TimeProvider.System, context.RequestAborted);
            CannedAnswers.WriteChunk(writer.GetSpan(CannedAnswers.ChunkLength), number);
            writer.Advance(CannedAnswers.ChunkLength);
            await writer.FlushAsync();
        }
        await writer.WriteAsync(CannedAnswers.StreamEnd);
    }

    private enum RequestKind
    {
        Incomplete,
        Whole,
        Stream,
        Gap,
    }
}
