using System.Diagnostics;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Errors;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Ingress;
using K8sRouter.Sidecar.Notices;
using K8sRouter.Sidecar.Routing;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace K8sRouter.Sidecar.Forwarding;

/// <summary>
/// The road of an inference request:
/// 1. take the configuration in force; without one every call gets 503;
/// 2. know the caller by its key;
/// 3. read the body once and decode it, within its own limit and that of all running calls;
/// 4. scan it and check the fields that the router owns, and those that would make a provider keep data;
/// 5. plan: which endpoints may be tried, in which order, and why not the others;
/// 6. decide who may hold the content, and note in the journal that the call begins;
/// 7. try the endpoints in order, each checked again against the configuration in force, until one serves or none is left;
/// 8. record whatever hasn't been recorded on the way, and tell the caller what failed.
/// </summary>
internal sealed class InferenceHandler(
    IConfigurationSource configurations, GenerationRecorder recorder, EndpointHealth health, ProviderCredentials credentials,
    IHttpForwarder forwarder, HttpMessageInvoker upstream, CallMemory memory, SidecarMetrics metrics,
    NoticeBoard notices, SidecarOptions options, TimeProvider clock, ILogger<InferenceHandler> logger)
{
    /// <summary>A first attempt is made even where reading the body has used up all the time.</summary>
    private static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);

    private readonly ForwarderRequestConfig _requestConfig = new() { ActivityTimeout = options.HeadersTimeout };
    private readonly BodyReader _bodies = new(memory, options, clock, logger);

    public async Task HandleAsync(HttpContext context, string api)
    {
        long arrived = clock.GetTimestamp();
        var trace = TraceContext.Of(context.Request.Headers);
        using var span = SidecarTraces.StartCall(api, trace);
        metrics.RequestStarted();
        try
        {
            await HandleAsync(context, api, arrived, trace, span);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went away while its body was read.
        }
        finally
        {
            int status = context.RequestAborted.IsCancellationRequested ? 499 : context.Response.StatusCode;
            SidecarTraces.EndCall(span, status);
            metrics.RequestEnded(api, status, clock.GetElapsedTime(arrived));
        }
    }

    private async Task HandleAsync(HttpContext context, string api, long arrived, TraceContext? trace, Activity? span)
    {
        // 1. The configuration in force.
        if (configurations.Current is not { } configuration)
        {
            await ApiErrorWriter.SendAsync(context, api, ApiErrors.NoConfiguration);
            return;
        }
        var now = clock.GetUtcNow();
        string id = GenerationIds.NewGeneration(recorder.Sidecar, now);
        context.Response.Headers["X-Generation-Id"] = id;

        // 2. The caller.
        if (Caller.Identify(context.Request, configuration.Config.ApiKeys) is not { } caller)
        {
            bool presented = Caller.HasKey(context.Request);
            await ApiErrorWriter.SendAsync(context, api, presented ? ApiErrors.InvalidKey : ApiErrors.MissingKey, id);
            return;
        }

        // 3. The body.
        var (read, unread) = await _bodies.ReadAsync(context);
        using var body = read;
        if (body is null)
        {
            await ApiErrorWriter.SendAsync(context, api, unread!, id);
            return;
        }

        // 4. Its fields.
        if (RequestScanner.Scan(body.Memory, out string? problem) is not { } request)
        {
            await ApiErrorWriter.SendAsync(context, api, ApiErrors.InvalidRequest(problem!), id);
            return;
        }
        if (RequestReader.Read(request, api, out problem) is not { } query)
        {
            await ApiErrorWriter.SendAsync(context, api, ApiErrors.InvalidRequest(problem!), id);
            return;
        }
        problem = KeepAliveHeader.Read(context.Request.Headers[KeepAliveHeader.Name], options.StreamKeepAlive, out var keepAlive);
        if (problem is not null)
        {
            await ApiErrorWriter.SendAsync(context, api, ApiErrors.InvalidRequest(problem), id);
            return;
        }
        var headers = CallerHeaders.Of(context.Request.Headers);
        var generation = new GenerationInProgress
        {
            Id = id,
            RequestId = GenerationIds.NewRequest(recorder.Sidecar, now),
            Sidecar = recorder.Sidecar,
            Api = api,
            Arrived = arrived,
            CreatedAt = now,
            Configuration = configuration,
            Key = caller.Key,
            Request = request,
            Query = query,
            Streamed = request.IsTrue(RequestField.Stream),
            Headers = headers,
            TraceContext = trace,
            Span = span,
            SessionId = RequestReader.Identifier(request, RequestField.SessionId) ?? headers.Session,
            ExternalUser = RequestReader.EndUser(request, api),
        };
        if (RetainingFields.FindRefused(request, ZeroRetention(generation)) is { } refused)
        {
            await ApiErrorWriter.SendAsync(context, api, ApiErrors.InvalidRequest($"{refused.Field}: {refused.Reason}"), id);
            return;
        }

        // 5. The plan.
        var plan = RoutePlanner.Plan(configuration, query, health, now, Random.Shared.NextDouble);
        if (plan.Endpoints.Count == 0)
        {
            await RefuseAsync(context, generation, plan);
            return;
        }

        // 6. The content and the journal.
        if (await recorder.StartAsync(generation) is { } unkept)
        {
            await ApiErrorWriter.SendAsync(context, api, unkept, id);
            return;
        }
        await using var response = generation.Streamed && keepAlive > TimeSpan.Zero
            ? new KeepAliveResponse(context, keepAlive, id, clock)
            : null;
        generation.KeepAlive = response;
        try
        {
            await ForwardAsync(context, generation, plan);
        }
        finally
        {
            SidecarTraces.Describe(generation);
            generation.Capture?.Dispose();
            generation.HeldAnswer?.Dispose();
        }
    }

    // 7. The attempts.
    private async Task ForwardAsync(HttpContext context, GenerationInProgress generation, RoutePlan plan)
    {
        AttemptError? last = null;
        int? retryAfter = null;
        // One bit a model: with endpoints of all models in one order, a refused model may come again later.
        uint skippedModels = 0;
        List<ExcludedEndpoint>? forbidden = null;
        foreach (var planned in plan.Endpoints)
        {
            if ((skippedModels >> planned.ModelIndex & 1) != 0)
                continue;
            if (last is not null && clock.GetElapsedTime(generation.Arrived) >= options.TotalTimeout)
                break;
            var target = generation.Configuration.Targets[(planned.Endpoint.Id, generation.Api)];
            if (EndpointRecheck.Exclude(planned, generation.Query, configurations.Current, clock.GetUtcNow()) is { } reasons)
            {
                (forbidden ??= []).Add(reasons);
                generation.AddUncalled(planned, target, AttemptFailures.PolicyChanged);
                continue;
            }
            ProviderHeader? credential;
            try
            {
                credential = await credentials.GetAsync(
                    target.Provider.Auth, generation.Configuration.Credentials, context.RequestAborted);
            }
            catch (CredentialException missing)
            {
                Log.CredentialUnavailable(logger, target.Provider.Slug, missing.Message);
                last = new AttemptError(target.Provider.DisplayName, 502, AttemptFailures.Credential, null);
                generation.Errors.Add(last);
                generation.AddUncalled(planned, target, AttemptFailures.Credential);
                health.NoteFault(planned.Endpoint.Id);
                continue;
            }

            using var span = SidecarTraces.StartAttempt(generation, planned);
            var attempt = CreateAttempt(generation, planned, target, credential, span, out var body);
            var outcome = await SendAsync(context, generation, attempt, body);
            string? failure = attempt.Error?.Failure ?? (
                outcome == AttemptOutcome.Cancelled ? AttemptFailures.Cancelled : null);
            metrics.Attempt(target.Provider.Slug, failure);
            metrics.SkippedEvents(target.Provider.Slug, attempt.Facts?.SkippedEvents ?? 0);
            SidecarTraces.EndAttempt(span, attempt.UpstreamStatus, failure);
            if (outcome == AttemptOutcome.Served)
            {
                if (generation.FirstTokenAt is { } firstToken)
                    metrics.FirstToken(TimeSpan.FromMilliseconds(firstToken));
                return;
            }
            if (outcome == AttemptOutcome.Cancelled)
            {
                await recorder.CompleteAsync(generation, GenerationOutcomes.Cancelled, 499, null);
                return;
            }
            // Without an error it wasn't the provider that failed, but the record that this workspace requires.
            if (outcome != AttemptOutcome.TryNextModel && attempt.Error is not (null or { Failure: AttemptFailures.NoMemory }))
                health.NoteFault(planned.Endpoint.Id, attempt.RetryAfterSeconds ?? 0);
            if (outcome == AttemptOutcome.BrokeAfterStart)
            {
                if (attempt.Error is { } broken)
                    Log.AttemptFailed(logger, generation.Id, target.Provider.Slug, broken.Failure, broken.Status);
                if (!context.Response.HasStarted)
                    await TellAsync(context, generation, ApiErrors.LoggingUnavailable);
                return;
            }
            last = attempt.Error!;
            generation.Errors.Add(last);
            attempt.AddToAttempts(last.Failure);
            Log.AttemptFailed(logger, generation.Id, target.Provider.Slug, last.Failure, last.Status);
            if (last.Status is 401 or 403)
                Log.CredentialRefused(logger, target.Provider.Slug, last.Status);
            retryAfter = attempt.RetryAfterSeconds ?? retryAfter;
            if (outcome == AttemptOutcome.TryNextModel)
                skippedModels |= 1u << planned.ModelIndex;
            Cleared(context, generation);
        }
        await ConcludeAsync(context, generation, plan, last, retryAfter, forbidden);
    }

    private UpstreamAttempt CreateAttempt(
        GenerationInProgress generation, PlannedEndpoint planned, UpstreamTarget target, ProviderHeader? credential,
        Activity? span, out UpstreamBody body)
    {
        string? identity = target.Provider.RequiresUserIds
            ? UpstreamBody.HashIdentity(
                generation.Configuration.HashingKey, generation.ExternalUser ?? generation.Configuration.Config.Workspace.Id)
            : null;
        body = UpstreamBody.Create(generation.Request, generation.Api, target, identity);
        generation.Serving = planned;
        generation.Target = target;
        generation.Facts = null;
        generation.FirstTokenAt = generation.ProviderHeadersAt = generation.ProviderBodyEndAt = null;
        var overhead = clock.GetElapsedTime(generation.Arrived);
        generation.ProviderRequestAt = Math.Round(overhead.TotalMilliseconds, 3);
        if (generation.Attempts.Count == 0)
            metrics.RouterOverhead(overhead);
        return new UpstreamAttempt(generation, planned, target, credential, body, recorder, memory, options, clock)
        {
            TraceContext = MayTellTrace(generation) ? SidecarTraces.ContextOf(span) ?? generation.TraceContext : null,
        };
    }

    /// <summary>By the policy that the call began with, and by the one in force.</summary>
    private bool MayTellTrace(GenerationInProgress generation) =>
        generation.Configuration.Config.Policy.ForwardTraceContext
        && configurations.Current is not { Config.Policy.ForwardTraceContext: false };

    private async Task<AttemptOutcome> SendAsync(
        HttpContext context, GenerationInProgress generation, UpstreamAttempt attempt, UpstreamBody body)
    {
        var remaining = options.TotalTimeout - clock.GetElapsedTime(generation.Arrived);
        var config = remaining < options.HeadersTimeout && !generation.Streamed
            ? _requestConfig with { ActivityTimeout = remaining > MinTimeout ? remaining : MinTimeout }
            : _requestConfig;
        // The forwarder reads the caller's body once; every attempt gets a fresh one over the same bytes.
        context.Request.Body = new UpstreamBodyStream(body.Pieces);
        context.Request.ContentLength = body.Length;
        var error = await forwarder.SendAsync(context, "https://upstream.invalid", upstream, config, attempt);
        if (context.RequestAborted.IsCancellationRequested
            && attempt.Outcome is not AttemptOutcome.BrokeAfterStart && !generation.IsRecorded)
        {
            attempt.AddToAttempts(AttemptFailures.Cancelled);
            return AttemptOutcome.Cancelled;
        }
        if (attempt.Outcome is AttemptOutcome.Served && !generation.IsRecorded)
        {
            // The caller was still there and the answer didn't come to its end: the forwarder gave up on one of them.
            attempt.AddToAttempts(AttemptFailures.MidStream);
            await recorder.CompleteAsync(generation, GenerationOutcomes.Failed, 502, ApiErrorTypes.ProviderUnavailable);
            return AttemptOutcome.BrokeAfterStart;
        }
        return attempt.Outcome ?? attempt.FailWithoutAnswer(error is ForwarderError.RequestTimedOut);
    }

    // 8. The end of a call that nobody served.
    private async Task ConcludeAsync(
        HttpContext context, GenerationInProgress generation, RoutePlan plan, AttemptError? last, int? retryAfter,
        List<ExcludedEndpoint>? forbidden)
    {
        if (last is null)
        {
            // Every planned endpoint was forbidden between planning and sending.
            var refused = plan with { Endpoints = [], Excluded = [.. plan.Excluded, .. forbidden ?? []] };
            await recorder.CompleteAsync(generation, GenerationOutcomes.Failed, 404, ApiErrorTypes.NotFound);
            await RefuseAsync(context, generation, refused);
            return;
        }
        int status = FallbackRules.StatusForCaller(last.Status);
        var previous = generation.Errors.SkipLast(1)
            .Select(e => new PreviousError(e.Provider, e.Error?.Code ?? e.Failure, e.Status)).ToArray();
        var error = ApiErrors.Provider(status, last.Provider, last.Error?.Code, last.Error?.Raw, previous, last.Failure) with
        {
            RetryAfterSeconds = status is 429 or 503 ? retryAfter : null,
            ExcludedEndpoints = [.. plan.Excluded, .. forbidden ?? []],
        };
        // What a provider says is content too: where it can't be logged and must be, it isn't passed on.
        bool mayAnswer = await recorder.CompleteAsync(generation, GenerationOutcomes.Failed, status, error.ErrorType);
        await TellAsync(context, generation, mayAnswer ? error : ApiErrors.LoggingUnavailable);
    }

    private Task RefuseAsync(HttpContext context, GenerationInProgress generation, RoutePlan plan)
    {
        string[] requested = [.. generation.Query.Models.Select(m => m.Requested)];
        if (plan.UnknownModels.Count == requested.Length)
            return TellAsync(context, generation, ApiErrors.UnknownModel(string.Join(", ", requested)));
        string[] rules = [.. plan.Excluded.SelectMany(e => e.Reasons).Select(r => r.Rule).Distinct()];
        metrics.Refusal(rules);
        SidecarTraces.DescribeRefusal(generation, rules);
        Log.Refused(logger, generation.Id, plan.Excluded.Count);
        var error = PolicyRefusal.Create(requested, plan.Excluded, generation.Configuration.Config.Workspace.Name);
        notices.Denied(generation, plan, error.Status);
        return TellAsync(context, generation, error);
    }

    /// <summary>Tells an error in an answer's place: with its status, or where comments were sent, inside the stream.</summary>
    private static async Task TellAsync(HttpContext context, GenerationInProgress generation, ApiError error)
    {
        Cleared(context, generation);
        if (generation.KeepAlive is not { } response || await response.TryClaimAsync())
        {
            await ApiErrorWriter.SendAsync(context, generation.Api, error, generation.Id);
            return;
        }
        using var output = new PooledBuffer();
        ApiErrorWriter.WriteStreamError(
            output, generation.Api, generation.Id, generation.Query.Models[0].Requested, generation.Target?.Provider.DisplayName,
            generation.CreatedAt.ToUnixTimeSeconds(), error);
        ApiErrorWriter.WriteStreamEnd(output, generation.Api);
        await context.Response.Body.WriteAsync(output.Memory, context.RequestAborted);
    }

    private static bool ZeroRetention(GenerationInProgress generation)
    {
        var policy = generation.Configuration.Config.Policy;
        return policy.ZeroDataRetentionRequired
            || generation.Query.Preferences.ZeroDataRetention
            || generation.Query.Models.Any(
                m => policy.ZeroDataRetentionAuthors.Contains(m.Author, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>An attempt may have left a status behind; the forwarder refuses to start on one, and so would an error.</summary>
    private static HttpContext Cleared(HttpContext context, GenerationInProgress generation)
    {
        context.Response.Clear();
        context.Response.Headers["X-Generation-Id"] = generation.Id;
        return context;
    }
}
