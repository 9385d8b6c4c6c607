using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Faults;

namespace K8sRouter.MockProvider.Http;

/// <summary>
/// Writes server-sent events one by one, with a model's timing, and misbehaves in mid-stream where the call's fault says so.
/// </summary>
internal sealed class SseWriter(ApiCall call)
{
    private const int DeltasBeforeFault = 2;
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(50);

    private readonly string _lineEnd = call.Has(FaultCatalog.CarriageReturns) ? "\r\n" : "\n";
    private int _deltas;
    private bool _faultMet;

    /// <summary>Written in the place of the rest under <c>error-event</c>; the format's own way to report an error.</summary>
    public required Func<SseWriter, Task> WriteErrorAsync { get; init; }

    public Task BeginAsync()
    {
        var response = call.Context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        // A model reads the prompt before its first piece.
        return Task.Delay(call.Options.TokenDelay * 2, call.Time, call.Context.RequestAborted);
    }

    /// <summary>Writes an event that carries a piece of the answer. False: the fault has ended the stream.</summary>
    public async Task<bool> WriteDeltaAsync(JsonObject data, string? name = null)
    {
        if (_deltas++ >= DeltasBeforeFault && await MeetFaultAsync())
            return false;
        await Task.Delay(call.Options.TokenDelay, call.Time, call.Context.RequestAborted);
        await WriteAsync(data, name);
        return true;
    }

    /// <summary>
    /// Asked before the closing events, so that short answers meet their fault too. False: it has ended the stream.
    /// </summary>
    public async Task<bool> MayCloseAsync() => !await MeetFaultAsync() && !call.Has(FaultCatalog.NoTerminal);

    public Task WriteAsync(JsonObject data, string? name = null) => WriteTextAsync(data.ToJsonString(WireJson.Options), name);

    public async Task WriteTextAsync(string data, string? name = null)
    {
        var text = new StringBuilder();
        if (call.Has(FaultCatalog.Comments))
            text.Append(": keep-alive").Append(_lineEnd).Append(_lineEnd);
        if (name is not null)
            text.Append("event: ").Append(name).Append(_lineEnd);
        text.Append("data: ").Append(data).Append(_lineEnd).Append(_lineEnd);
        await call.Context.Response.WriteAsync(text.ToString(), call.Context.RequestAborted);
        await call.Context.Response.Body.FlushAsync(call.Context.RequestAborted);
        call.Recorded.Events++;
    }

    private async Task<bool> MeetFaultAsync()
    {
        if (_faultMet)
            return false;
        _faultMet = true;
        switch (call.Fault?.Name)
        {
            case FaultCatalog.CutMidStream or FaultCatalog.CutBody:
                // A reset overtakes what the other side hasn't read yet: let the deltas arrive.
                await Task.Delay(Settle, call.Time, call.Context.RequestAborted);
                call.Context.Abort();
                return true;
            case FaultCatalog.HangMidStream:
                await Task.Delay(Timeout.InfiniteTimeSpan, call.Time, call.Context.RequestAborted);
                return true;
            case FaultCatalog.ErrorEvent:
                await WriteErrorAsync(this);
                return true;
            case FaultCatalog.Malformed:
                await WriteTextAsync("""{"id":"broken-1","choices":[{"index":0,"delta":{"conte""");
                return false;
            default:
                return false;
        }
    }
}
