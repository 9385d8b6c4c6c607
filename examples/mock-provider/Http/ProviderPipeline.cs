using System.Text;
using System.Text.Json;
using K8sRouter.MockProvider.Anthropic;
using K8sRouter.MockProvider.Control;
using K8sRouter.MockProvider.Faults;
using K8sRouter.MockProvider.OpenAI;

namespace K8sRouter.MockProvider.Http;

/// <summary>
/// The road of a call: record it, authenticate, read and parse, meet a fault, validate, answer. Each step refuses what a
/// real provider refuses at that point.
/// </summary>
internal sealed class ProviderPipeline
{
    private const int RecordedBodyLimit = 1024 * 1024;

    private readonly MockOptions _options;
    private readonly RequestLog _requests;
    private readonly FaultQueue _faults;
    private readonly TimeProvider _time;
    private readonly ModelList _models;
    private readonly IReadOnlyList<IProviderApi> _apis;

    public ProviderPipeline(MockOptions options, RequestLog requests, FaultQueue faults, TimeProvider time)
    {
        (_options, _requests, _faults, _time) = (options, requests, faults, time);
        _models = new ModelList(options);
        IEnumerable<IProviderApi> openAI = options.OpenAI
            ? [new ChatApi(), new CompletionsApi(), new EmbeddingsApi(), new ResponsesApi()]
            : [];
        IEnumerable<IProviderApi> anthropic = options.Anthropic ? [new MessagesApi()] : [];
        _apis = [.. openAI, .. anthropic];
    }

    public async Task InvokeAsync(HttpContext context)
    {
        var recorded = _requests.Begin(context.Request);
        // The server fires this too when the mock itself aborts: a fault's doing is not the caller's.
        await using var aborted = context.RequestAborted.Register(
            () => recorded.Aborted |= !recorded.Finished && !IsOwnCut(recorded));
        var api = _apis.FirstOrDefault(candidate => candidate.Path == context.Request.Path);
        var errors = api?.Errors ?? (_options.OpenAI ? OpenAIErrors.Instance : AnthropicErrors.Instance);
        var requestId = $"req_{_options.Name}{recorded.Number:D8}";
        context.Response.Headers[errors.RequestIdHeader] = requestId;
        try
        {
            await DispatchAsync(context, api, errors, recorded);
        }
        catch (ProviderFailure failure) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = failure.Status;
            await context.Response.WriteAsJsonAsync(errors.Body(failure, requestId), WireJson.Options);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller left, or a fault cut the connection: recorded, and nobody is there to answer.
        }
        finally
        {
            recorded.Status = recorded.Aborted && !context.Response.HasStarted ? 0 : context.Response.StatusCode;
            _requests.End(recorded);
        }
    }

    private static bool IsOwnCut(RecordedRequest recorded) =>
        recorded.Fault is FaultCatalog.Cut or FaultCatalog.CutBody or FaultCatalog.CutMidStream;

    private async Task DispatchAsync(HttpContext context, IProviderApi? api, IErrorFormat errors, RecordedRequest recorded)
    {
        var request = context.Request;
        if (api is null && (request.Path != ModelList.Path || !HttpMethods.IsGet(request.Method)))
            throw new ProviderFailure(StatusCodes.Status404NotFound, $"Invalid URL ({request.Method} {request.Path})");
        if (api is not null && !HttpMethods.IsPost(request.Method))
            throw new ProviderFailure(
                StatusCodes.Status405MethodNotAllowed, $"Not allowed to {request.Method} on {request.Path}.");

        errors.Authenticate(request, _options.Key);
        if (api is null)
        {
            await context.Response.WriteAsJsonAsync(_models.Page(), WireJson.Options);
            return;
        }

        var body = new RequestBody(await ReadAsync(request, recorded), _options.ExtraFields);
        var call = new ApiCall
        {
            Context = context,
            Api = api,
            Options = _options,
            Time = _time,
            Recorded = recorded,
            Body = body.Root,
            Fault = ChooseFault(request, body),
        };
        recorded.Fault = call.Fault?.Name;
        if (await FaultResponder.TryAnswerAsync(call, call.Streamed))
            return;

        api.Validate(body);
        _models.RequireExists(call.Model);
        await api.AnswerAsync(call);
    }

    private Fault? ChooseFault(HttpRequest request, RequestBody body)
    {
        if (request.Headers["x-mock-fault"].FirstOrDefault() is { } name)
            return FaultCatalog.Find(name) ?? throw ProviderFailure.Invalid($"x-mock-fault: there is no fault \"{name}\".");
        if (_faults.Take() is { } queued)
            return queued;
        return body.Find("model") is { ValueKind: JsonValueKind.String } model
            ? FaultCatalog.InModelName(model.GetString()!)
            : null;
    }

    private async Task<JsonElement> ReadAsync(HttpRequest request, RecordedRequest recorded)
    {
        if (!request.HasJsonContentType())
        {
            throw ProviderFailure.Invalid(
                $"Unsupported content type: '{request.ContentType}'. This API method only accepts 'application/json' requests.",
                code: "unsupported_content_type");
        }

        using var buffer = new MemoryStream();
        var block = new byte[64 * 1024];
        for (int read; (read = await request.Body.ReadAsync(block, request.HttpContext.RequestAborted)) > 0;)
        {
            buffer.Write(block, 0, read);
            if (buffer.Length > _options.BodyLimit)
                throw ProviderFailure.TooLarge(_options.BodyLimit);
        }

        recorded.BodyLength = buffer.Length;
        recorded.Body = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)Math.Min(buffer.Length, RecordedBodyLimit));
        return Parse(buffer);
    }

    private static JsonElement Parse(MemoryStream buffer)
    {
        try
        {
            // A field twice means that a router spliced badly: which of the two a provider takes is anyone's guess.
            using var document = JsonDocument.Parse(
                buffer.GetBuffer().AsMemory(0, (int)buffer.Length), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw ProviderFailure.Invalid("The request body must be a JSON object.");
        }
        catch (JsonException)
        {
            throw ProviderFailure.Invalid(
                "We could not parse the JSON body of your request. (It must be JSON with every field at most once.)");
        }
    }
}
