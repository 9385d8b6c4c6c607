using System.Globalization;
using System.Text;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.Faults;

/// <summary>The faults that take the place of an answer. Those inside a stream are <see cref="SseWriter"/>'s.</summary>
internal static class FaultResponder
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(50);

    /// <summary>Answers by the fault; false: the call goes on to its normal answer.</summary>
    public static async Task<bool> TryAnswerAsync(ApiCall call, bool streamed)
    {
        if (call.Fault is not { } fault)
            return false;
        if (fault.Status is { } status)
            throw ProviderFailure.OfStatus(status);

        var response = call.Context.Response;
        switch (fault.Name)
        {
            case FaultCatalog.RetryAfter:
                response.Headers.RetryAfter = "2";
                throw ProviderFailure.OfStatus(StatusCodes.Status429TooManyRequests);
            case FaultCatalog.EchoPrompt:
                throw ProviderFailure.Invalid($"This content was refused: {Prompt(call)}", null, "content_refused");
            case FaultCatalog.SlowHeaders:
                await Task.Delay(call.Options.FaultDelay, call.Time, call.Context.RequestAborted);
                return false;
            case FaultCatalog.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, call.Time, call.Context.RequestAborted);
                return true;
            case FaultCatalog.Cut:
                call.Context.Abort();
                return true;
            case FaultCatalog.Html:
                await WriteAsync(
                    response, "text/html; charset=utf-8", "<!doctype html><title>Gateway</title><h1>Please sign in</h1>\n");
                return true;
            case FaultCatalog.Empty:
                response.ContentLength = 0;
                response.ContentType = streamed ? "text/event-stream" : "application/json";
                return true;
            case FaultCatalog.ErrorBody:
                await WriteAsync(
                    response,
                    "application/json",
                    call.Api.Errors.Body(ProviderFailure.OfStatus(503), call.RequestId).ToJsonString());
                return true;
            case FaultCatalog.Malformed when !streamed:
                await WriteAsync(
                    response, "application/json", """{"id":"broken-1","object":"chat.completion","choices":[{"index":0,"mess""");
                return true;
            case FaultCatalog.CutBody when !streamed:
                response.ContentType = "application/json";
                response.ContentLength = 4096;
                await response.WriteAsync("""{"id":"cut-1","object":"chat.completion","choices":[""");
                await response.Body.FlushAsync();
                // A reset overtakes what the other side hasn't read yet: let the headers arrive.
                await Task.Delay(Settle, call.Time, call.Context.RequestAborted);
                call.Context.Abort();
                return true;
            default:
                return false;
        }
    }

    private static string Prompt(ApiCall call) =>
        call.Body.GetRawText().Length.ToString(CultureInfo.InvariantCulture) + " bytes: " + call.Body.GetRawText();

    private static Task WriteAsync(HttpResponse response, string contentType, string text)
    {
        response.ContentType = contentType;
        response.ContentLength = Encoding.UTF8.GetByteCount(text);
        return response.WriteAsync(text);
    }
}
