using System.Net.Http.Headers;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Sidecar.Capture.Gathering;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Errors;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Ingress;
using K8sRouter.Sidecar.Routing;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace K8sRouter.Sidecar.Forwarding;

/// <summary>
/// One call to one endpoint, as the forwarder's transformer:
/// 1. the request: nothing of the caller's headers but a few named ones, its trace where the policy allows that, the provider's
///    credential, the rewritten body;
/// 2. the answer's headers: is this an answer, or a reason to try elsewhere?
/// 3. the answer's body: whole ones are read, checked and recorded before anything is sent; streams are replaced by a reader
///    that rewrites and records as it goes.
/// While <see cref="TransformResponseAsync"/> returns false nothing has been sent to the caller, and another attempt may follow.
/// </summary>
internal sealed class UpstreamAttempt(
    GenerationInProgress generation, PlannedEndpoint planned, UpstreamTarget target, ProviderHeader? credential,
    UpstreamBody body,
    GenerationRecorder recorder, CallMemory memory, SidecarOptions options, TimeProvider clock)
    : HttpTransformer, IAnswerObserver
{
    /// <summary>Longest wait for an error's text: another endpoint may answer meanwhile.</summary>
    private static readonly TimeSpan ErrorBodyTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// All that a provider is told of the caller's headers: an allow list, so that no credential or identity slips by.
    /// </summary>
    private static readonly string[] PassedHeaders = ["Accept", "anthropic-version", "anthropic-beta", "OpenAI-Beta"];

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly long _started = clock.GetTimestamp();
    private readonly AnswerIdentity _identity = new(
        generation.Id, planned.Model.Requested, target.Provider.DisplayName, generation.CreatedAt.ToUnixTimeSeconds(),
        planned.Endpoint.Pricing, generation.Discount, target.Provider.IsByok);

    /// <summary>What the provider is told of the trace; null: nothing.</summary>
    public TraceContext? TraceContext { get; init; }

    /// <summary>What the answer itself decided; null: the forwarder never got to headers.</summary>
    public AttemptOutcome? Outcome { get; private set; }

    /// <summary>Where it failed: what of it the caller and the captured content may see.</summary>
    public AttemptError? Error { get; private set; }

    /// <summary>Seconds that the provider asks to wait; null: it doesn't.</summary>
    public int? RetryAfterSeconds { get; private set; }

    /// <summary>The provider's status; null: none arrived.</summary>
    public int? UpstreamStatus { get; private set; }

    /// <summary>Milliseconds until headers, or until now.</summary>
    public double Latency { get; private set; }

    public AnswerFacts? Facts { get; private set; }

    // 1. The request.
    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        proxyRequest.RequestUri = target.Uri;
        var headers = proxyRequest.Headers;
        foreach (string name in PassedHeaders)
        {
            if (httpContext.Request.Headers.TryGetValue(name, out var value))
                headers.TryAddWithoutValidation(name, value.ToString());
        }
        if (target.SpeaksAnthropic)
        {
            if (!headers.Contains("anthropic-version"))
                headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
            if (!headers.Contains("anthropic-beta") && httpContext.Request.Headers.TryGetValue("x-anthropic-beta", out var beta))
                headers.TryAddWithoutValidation("anthropic-beta", beta.ToString());
        }
        foreach (var (name, value) in target.Provider.Headers)
            headers.TryAddWithoutValidation(name, value);
        headers.TryAddWithoutValidation("User-Agent", "k8srouter");
        if (TraceContext is { } trace)
        {
            headers.TryAddWithoutValidation("traceparent", trace.Parent.ToString());
            if (trace.State is { Length: > 0 } state)
                headers.TryAddWithoutValidation("tracestate", state);
        }
        // Silence about it would allow any encoding, and a compressed answer can be neither checked nor recorded.
        headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        if (credential is { } header)
        {
            headers.Remove(header.Name);
            headers.TryAddWithoutValidation(header.Name, header.Value);
        }
        proxyRequest.Content!.Headers.ContentType = Json;
        proxyRequest.Content.Headers.ContentLength = body.Length;
        return ValueTask.CompletedTask;
    }

    // 2. The answer's headers.
    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        Latency = clock.GetElapsedTime(_started).TotalMilliseconds;
        if (proxyResponse is null)
            return false;
        UpstreamStatus = (int)proxyResponse.StatusCode;
        RetryAfterSeconds = RetryAfter.Read(proxyResponse.Headers, clock.GetUtcNow());
        generation.ProviderHeadersAt = Elapsed();
        if (!proxyResponse.IsSuccessStatusCode)
        {
            await ReadErrorAsync(proxyResponse, cancellationToken);
            return false;
        }
        var capture = generation.Entitlement.Any ? new ContentCapture(memory.Captures, options.CaptureBytes) : null;
        var rewriter = CreateRewriter(capture);
        Facts = generation.Facts = rewriter.Facts;
        bool isStream = IsEventStream(proxyResponse.Content.Headers);
        bool isGathered = isStream && !generation.Streamed;
        HttpContent? content;
        AnswerFailure? failure;
        try
        {
            var source = await proxyResponse.Content.ReadAsStreamAsync(cancellationToken);
            (content, failure) = isStream && !isGathered
                ? await OpenStreamAsync(source, rewriter, cancellationToken)
                : await OpenWholeAsync(
                    source, proxyResponse.Content.Headers.ContentLength, isGathered, rewriter, capture, cancellationToken);
        }
        catch
        {
            // The caller went away while the provider was thinking: nobody else would give back what the copy took of the budget.
            if (generation.Capture != capture)
                capture?.Dispose();
            throw;
        }
        if (content is null)
        {
            capture?.Dispose();
            generation.Facts = null;
            if (failure is not null)
                Fail(failure.Failure, failure.Status, failure.Error);
            return false;
        }
        // A whole answer's copy may be in use already; a stream's is filled from here on.
        generation.Capture ??= capture;
        Outcome ??= AttemptOutcome.Served;
        WriteHeaders(httpContext.Response, isStream && !isGathered, content);
        proxyResponse.Content = content;
        return true;
    }

    // 3. The answer's body.
    private async ValueTask<(HttpContent? Content, AnswerFailure? Failure)> OpenStreamAsync(
        Stream source, IAnswerRewriter rewriter, CancellationToken cancellationToken)
    {
        bool endsWithDone = generation.Api is GenerationApis.Chat or GenerationApis.Completions;
        var limits = new StreamLimits(options.StreamIdleTimeout, options.MaxEventBytes);
        generation.HeldAnswer ??= new(memory.Answers);
        var stream = new EventStream(source, rewriter, this, endsWithDone, limits, generation.HeldAnswer, clock);
        try
        {
            if (await stream.PrimeAsync(cancellationToken) is not { } failure)
                return (new StreamContent(stream), null);
            await stream.DisposeAsync();
            return (null, failure);
        }
        catch
        {
            // Its timer would keep it, and its buffers, for ever.
            await stream.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<(HttpContent? Content, AnswerFailure? Failure)> OpenWholeAsync(
        Stream source, long? announced, bool isGathered, IAnswerRewriter rewriter, ContentCapture? capture,
        CancellationToken cancellationToken)
    {
        var held = new PooledBuffer();
        generation.HeldAnswer ??= new(memory.Answers);
        bool whole = true;
        AnswerFailure? failure = null;
        try
        {
            if (isGathered)
                failure = await GatheredAnswer.ReadAsync(
                    source, generation.Api, held, options.MaxHeldAnswerBytes, options.MaxEventBytes, generation.HeldAnswer,
                    rewriter.Facts, cancellationToken);
            else
                whole = await WholeAnswer.TryReadAsync(
                    source, announced, held, options.MaxHeldAnswerBytes, generation.HeldAnswer, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            failure = AnswerFailure.BrokenOff;
        }
        catch
        {
            held.Dispose();
            throw;
        }
        if (!whole && await MayAnswerWholeAsync())
        {
            capture?.Cut();
            return (new StreamContent(new PrefixedStream(held, source, this)), null);
        }
        generation.ProviderBodyEndAt = Elapsed();
        var output = new PooledBuffer();
        failure ??= WholeAnswer.Rewrite(held.Span, rewriter, output);
        held.Dispose();
        if (failure is null && !await MayAnswerWholeAsync())
            failure = AnswerFailure.BrokenOff;
        if (failure is not null)
        {
            output.Dispose();
            return (null, failure);
        }
        generation.Capture = capture;
        AddToAttempts(null);
        if (!await recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null))
        {
            output.Dispose();
            Outcome = AttemptOutcome.BrokeAfterStart;
            return (null, null);
        }
        var content = new StreamContent(new BufferStream(output));
        content.Headers.ContentLength = output.Length;
        return (content, null);
    }

    public void OnFirstToken() => generation.FirstTokenAt ??= Elapsed();

    public async ValueTask<bool> OnEndAsync(AnswerFailure? failure)
    {
        generation.ProviderBodyEndAt = Elapsed();
        if (failure is null)
        {
            AddToAttempts(null);
            if (await recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null))
                return true;
            Outcome = AttemptOutcome.BrokeAfterStart;
            return false;
        }
        Fail(failure.FailureInStream, failure.Status, failure.Error);
        Outcome = AttemptOutcome.BrokeAfterStart;
        AddToAttempts(failure.FailureInStream);
        generation.Errors.Add(Error!);
        int status = FallbackRules.StatusForCaller(failure.Status);
        return await recorder.CompleteAsync(generation, GenerationOutcomes.Failed, status, ApiErrorTypes.OfStatus(status));
    }

    public void WriteFailure(PooledBuffer output, AnswerFailure failure)
    {
        int status = FallbackRules.StatusForCaller(failure.Status);
        var told = Error?.Error;
        var error = ApiErrors.Provider(
            status, target.Provider.DisplayName, told?.Code, told?.Raw, failure: failure.Failure);
        ApiErrorWriter.WriteStreamError(
            output, generation.Api, generation.Id, planned.Model.Requested, target.Provider.DisplayName,
            generation.CreatedAt.ToUnixTimeSeconds(), error, Facts?.NextSequenceNumber ?? 0);
        ApiErrorWriter.WriteStreamEnd(output, generation.Api);
    }

    /// <summary>No header of a provider goes to the caller; the forwarder would copy those that come after the body.</summary>
    public override ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    /// <summary>Notes the attempt in the generation.</summary>
    /// <param name="failure">One of <see cref="AttemptFailures"/>; null: it served.</param>
    public void AddToAttempts(string? failure) => generation.Attempts.Add(new ProviderAttempt
    {
        EndpointId = planned.Endpoint.Id,
        ProviderName = target.Provider.DisplayName,
        ProviderSlug = target.Provider.Slug,
        ModelPermaslug = generation.Configuration.Models[planned.Endpoint.Model].CanonicalSlug,
        Status = UpstreamStatus,
        Failure = failure,
        Latency = Math.Round(Latency > 0 ? Latency : clock.GetElapsedTime(_started).TotalMilliseconds, 3),
        IsByok = target.Provider.IsByok,
        UpstreamId = Facts?.UpstreamId,
    });

    /// <summary>Notes that the forwarder ended without an answer and without a caller who left.</summary>
    /// <param name="timedOut">
    /// No headers came in time. Where they did come, the wait for the body was cut by the same timeout: whatever else can happen
    /// to a body is told apart where it is read.
    /// </param>
    public AttemptOutcome FailWithoutAnswer(bool timedOut)
    {
        timedOut |= UpstreamStatus is not null;
        Latency = clock.GetElapsedTime(_started).TotalMilliseconds;
        Fail(timedOut ? AttemptFailures.Timeout : AttemptFailures.Connect, timedOut ? 504 : 502, null);
        return AttemptOutcome.TryNextEndpoint;
    }

    /// <summary>
    /// Everything that a provider says of a failure comes through here, before it is answered, recorded or kept: a provider may
    /// quote the credential that it was sent.
    /// </summary>
    private void Fail(string failure, int status, UpstreamError? error)
    {
        if (error is not null || Facts is not null)
        {
            var redactor = generation.Configuration.Redactor.With(credential);
            error = error is null ? null : redactor.Redact(error);
            if (Facts is not null)
                redactor.Redact(Facts);
        }
        Error = new AttemptError(target.Provider.DisplayName, status, failure, error);
        Outcome = failure == AttemptFailures.InvalidResponse ? AttemptOutcome.TryNextEndpoint : FallbackRules.After(status);
    }

    private async ValueTask ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        using var held = new PooledBuffer();
        using var patience = new CancellationTokenSource(ErrorBodyTimeout, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var source = await response.Content.ReadAsStreamAsync(end.Token);
            await WholeAnswer.TryReadAsync(source, null, held, UpstreamErrorReader.MaxBytes, memory: null, end.Token);
        }
        catch (Exception fault) when (
            fault is IOException or HttpRequestException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The status is known; its text isn't needed to decide.
        }
        // A provider that refuses a credential likes to quote parts of it; nobody here is to read them.
        var text = status is 401 or 403 ? [] : held.Span[..Math.Min(held.Length, UpstreamErrorReader.MaxBytes)];
        // A redirect or another odd status is no answer either.
        Fail(AttemptFailures.Status, status < 400 ? 502 : status, UpstreamErrorReader.Read(status, text));
    }

    /// <summary>As it is written, since what this framework can't parse it hides.</summary>
    private static bool IsEventStream(HttpContentHeaders headers)
    {
        if (!headers.TryGetValues("Content-Type", out var values))
            return false;
        string type = values.First();
        int parameters = type.IndexOf(';', StringComparison.Ordinal);
        return (parameters < 0 ? type : type[..parameters]).Trim()
            .Equals(EventStreamHeaders.MediaType, StringComparison.OrdinalIgnoreCase);
    }

    private static void WriteHeaders(HttpResponse response, bool isStream, HttpContent content)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentLength = content.Headers.ContentLength;
        if (isStream)
            EventStreamHeaders.Write(response.Headers);
        else
            response.ContentType = "application/json";
    }

    /// <summary>False: the caller has been sent comments and reads events, which a whole answer is none of.</summary>
    private async ValueTask<bool> MayAnswerWholeAsync() =>
        generation.KeepAlive is not { } response || await response.TryClaimAsync();

    private IAnswerRewriter CreateRewriter(ContentCapture? capture) => generation.Api switch
    {
        GenerationApis.Responses => new ResponsesRewriter(_identity, capture),
        GenerationApis.Messages => new MessagesRewriter(_identity, capture),
        var api => new ChatRewriter(_identity, api, capture),
    };

    private double Elapsed() => Math.Round(clock.GetElapsedTime(generation.Arrived).TotalMilliseconds, 3);
}
