using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Errors;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// Reads the bodies of calls, and says what is wrong with those that can't be read. A slow upload is no fault as long as it ends
/// within <see cref="SidecarOptions.TotalTimeout"/>. The log gets one line a second for each kind of refusal: callers decide how
/// often they come.
/// </summary>
internal sealed class BodyReader(CallMemory memory, SidecarOptions options, TimeProvider clock, ILogger logger)
{
    private const int LongestShown = 100;

    /// <summary>Timestamp from which on a refusal is logged again, by its kind.</summary>
    private readonly long[] _logsFrom = new long[Enum.GetValues<BodyRefusal>().Length];

    /// <summary>The body; null: the refusal says why there is none.</summary>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public async ValueTask<(RequestBody? Body, ApiError? Refusal)> ReadAsync(HttpContext context)
    {
        var (body, refusal) = await TryReadAsync(context);
        if (refusal == BodyRefusal.None)
            return (body, null);
        if (MayLog(refusal))
            Log.BodyRefused(logger, refusal);
        if (refusal == BodyRefusal.UnknownCoding)
            context.Response.Headers.AcceptEncoding = ContentCodings.Taken;
        return (null, ErrorOf(refusal, context.Request));
    }

    private async ValueTask<(RequestBody? Body, BodyRefusal Refusal)> TryReadAsync(HttpContext context)
    {
        using var overdue = new CancellationTokenSource(options.TotalTimeout, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, overdue.Token);
        try
        {
            return await RequestBody.ReadAsync(context.Request, memory.Requests, memory.MaxRequestBytes, end.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return (null, BodyRefusal.Overdue);
        }
        catch (IOException)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            // The server's word for all that it can't make sense of, from a chunk's size to an early end.
            return (null, BodyRefusal.Malformed);
        }
    }

    private ApiError ErrorOf(BodyRefusal refusal, HttpRequest request) => refusal switch
    {
        BodyRefusal.TooLarge => ApiErrors.PayloadTooLarge(memory.MaxRequestBytes),
        BodyRefusal.NoRoom => ApiErrors.NoRoomForBody,
        BodyRefusal.UnknownCoding => ApiErrors.Of(
            415, $"Content-Encoding: \"{Shown(request)}\" isn't taken: send the body in {ContentCodings.Taken}, or as it is"),
        BodyRefusal.Undecodable => ApiErrors.InvalidRequest(
            $"Content-Encoding: the body isn't a whole one of \"{Shown(request)}\": it is corrupt, cut short or of another "
            + "coding, or has bytes behind its end"),
        BodyRefusal.Overdue => ApiErrors.Of(
            408, $"The request body didn't arrive within {options.TotalTimeout.TotalSeconds:0.###} s"),
        _ => ApiErrors.InvalidRequest(
            "The request body could not be read: it ends before its Content-Length or its last chunk, or a chunk is malformed"),
    };

    private static string Shown(HttpRequest request)
    {
        string value = request.Headers.ContentEncoding.ToString();
        return value.Length <= LongestShown ? value : value[..LongestShown] + "...";
    }

    private bool MayLog(BodyRefusal refusal)
    {
        ref long from = ref _logsFrom[(int)refusal];
        long due = Volatile.Read(ref from), now = clock.GetTimestamp();
        return now >= due && Interlocked.CompareExchange(ref from, now + clock.TimestampFrequency, due) == due;
    }
}
