using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using K8sRouter.Operator.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>Takes admission reviews: bounded in size, in time, and in what all requests hold together.</summary>
/// <param name="handlers">Who answers, by path.</param>
/// <param name="clock">Bounds each request.</param>
/// <param name="metrics">Counts what nobody could answer.</param>
/// <param name="logger">Told of it.</param>
internal sealed class AdmissionEndpoint(
    IReadOnlyDictionary<string, IAdmissionHandler> handlers, TimeProvider clock, WebhookMetrics metrics,
    ILogger<AdmissionEndpoint> logger)
{
    /// <summary>The object and the one before it, of which the API server takes 3 MiB each, and the review around them.</summary>
    public const int MostBytes = 8 << 20;

    /// <summary>Below the webhook's own timeout of 5 s: an answer after that reaches nobody.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(4);

    /// <summary>Whoever reaches the port can send bodies; they mustn't fill the memory of the operator.</summary>
    private const long MostBytesTogether = 64L << 20;

    private long _held;

    public async Task HandleAsync(HttpContext context)
    {
        if (!handlers.TryGetValue(context.Request.Path.Value ?? "", out var handler))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        var start = clock.GetTimestamp();
        using var timer = new CancellationTokenSource(TimeLimit, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, context.RequestAborted);
        try
        {
            await AnswerAsync(context, handler, start, end.Token);
        }
        catch (AdmissionException refusal)
        {
            await RefuseAsync(context, refusal.Status, refusal.Message, start);
        }
        catch (BadHttpRequestException fault)
        {
            await RefuseAsync(context, fault.StatusCode, "the body is too large, too slow or incomplete", start);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            await RefuseAsync(context, StatusCodes.Status408RequestTimeout, "the body didn't arrive in time", start);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or IOException))
        {
            // The fault's text may quote the object.
            Log.AdmissionFailed(logger, fault.GetType().Name);
            metrics.Answered("other", "other", AdmissionOutcomes.Failed, clock.GetElapsedTime(start));
            await SendAsync(context, StatusCodes.Status500InternalServerError, "the webhook failed; its log says by what");
        }
    }

    private async Task AnswerAsync(
        HttpContext context, IAdmissionHandler handler, long start, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType())
            throw new AdmissionException(StatusCodes.Status415UnsupportedMediaType, "the content type must be application/json");
        using var review = await ReadAsync(context.Request.BodyReader, cancellationToken);
        var request = AdmissionReviewReader.Read(review.RootElement);
        var output = new ArrayBufferWriter<byte>(1024);
        var tell = handler.Answer(request, output);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = output.WrittenCount;
        await context.Response.Body.WriteAsync(output.WrittenMemory, cancellationToken);
        tell(clock.GetElapsedTime(start));
    }

    private async Task<JsonDocument> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        var held = 0L;
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(cancellationToken);
                var length = read.Buffer.Length;
                if (length > MostBytes)
                {
                    throw new AdmissionException(
                        StatusCodes.Status413PayloadTooLarge, $"the body has more than {MostBytes} bytes");
                }
                var together = Interlocked.Add(ref _held, length - held);
                held = length;
                if (together > MostBytesTogether)
                {
                    throw new AdmissionException(
                        StatusCodes.Status503ServiceUnavailable, "too many large requests at once; try again");
                }
                if (read.IsCompleted)
                {
                    var document = AdmissionReviewReader.Parse(read.Buffer);
                    body.AdvanceTo(read.Buffer.End);
                    return document;
                }
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        finally
        {
            Interlocked.Add(ref _held, -held);
        }
    }

    private Task RefuseAsync(HttpContext context, int status, string message, long start)
    {
        Log.AdmissionUnreadable(logger, status, message);
        metrics.Answered("other", "other", AdmissionOutcomes.Unreadable, clock.GetElapsedTime(start));
        return SendAsync(context, status, message);
    }

    private static Task SendAsync(HttpContext context, int status, string message)
    {
        if (context.Response.HasStarted)
            return Task.CompletedTask;
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        // What is left of the body isn't read.
        context.Response.Headers.Connection = HttpProtocol.IsHttp11(context.Request.Protocol) ? "close" : default;
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }
}
