using System.Diagnostics;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Ingress;
using K8sRouter.Sidecar.Routing;

namespace K8sRouter.Sidecar.Diagnostics;

/// <summary>
/// The sidecar's own spans: one for each inference call, and in it one for each attempt at a provider. They hold names that the
/// configuration knows, ids, numbers and closed sets: no text of a request or an answer, no key, no address. Without a listener
/// there are none.
/// </summary>
internal static class SidecarTraces
{
    /// <summary>Name of the source that has to be listened to.</summary>
    public const string SourceName = "K8sRouter.Sidecar";

    private static readonly ActivitySource Source = new(SourceName, AdminHandlers.ProgramVersion);

    /// <summary>Begins the span of a call, as part of the caller's trace where it sent one.</summary>
    /// <param name="api">One of <see cref="GenerationApis"/>.</param>
    /// <param name="caller">The caller's trace; null: a trace of its own.</param>
    public static Activity? StartCall(string api, TraceContext? caller)
    {
        if (!Source.HasListeners())
            return null;
        string route = RouteOf(api);
        var call = Source.StartActivity($"POST {route}", ActivityKind.Server, ToActivityContext(caller));
        call?.SetTag(SpanAttributes.Method, "POST");
        call?.SetTag(SpanAttributes.Route, route);
        return call;
    }

    /// <summary>Adds what is known of a call at its end.</summary>
    public static void Describe(GenerationInProgress generation)
    {
        if (generation.Span is not { } call)
            return;
        call.SetTag(SpanAttributes.Generation, generation.Id);
        call.SetTag(SpanAttributes.Workspace, generation.Configuration.Config.Workspace.Name);
        call.SetTag(SpanAttributes.Outcome, generation.Outcome);
        call.SetTag(SpanAttributes.Model, generation.Serving?.Model.Name);
        call.SetTag(SpanAttributes.Provider, generation.Serving?.Endpoint.Provider);
        if (generation.Outcome == GenerationOutcomes.Failed)
            call.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>Adds what is known of a call that no endpoint may serve.</summary>
    /// <param name="generation">The call that was refused.</param>
    /// <param name="rules">The rules that excluded the endpoints, each once.</param>
    public static void DescribeRefusal(GenerationInProgress generation, string[] rules)
    {
        Describe(generation);
        generation.Span?.SetTag(SpanAttributes.Rules, rules);
    }

    /// <summary>Adds the status that the caller got.</summary>
    public static void EndCall(Activity? call, int status)
    {
        call?.SetTag(SpanAttributes.Status, status);
        if (status >= 500)
            call?.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>Begins the span of one attempt.</summary>
    public static Activity? StartAttempt(GenerationInProgress generation, PlannedEndpoint planned)
    {
        if (generation.Span is not { } call)
            return null;
        var attempt = Source.StartActivity(
            $"{generation.Api} {planned.Model.Name}", ActivityKind.Client, call.Context);
        attempt?.SetTag(SpanAttributes.Generation, generation.Id);
        attempt?.SetTag(SpanAttributes.Operation, generation.Api);
        attempt?.SetTag(SpanAttributes.Model, planned.Model.Name);
        attempt?.SetTag(SpanAttributes.Provider, planned.Endpoint.Provider);
        attempt?.SetTag(SpanAttributes.Endpoint, planned.Endpoint.Id);
        attempt?.SetTag(SpanAttributes.Attempt, generation.Attempts.Count + 1);
        attempt?.SetTag(SpanAttributes.FallbackFrom, generation.Attempts.LastOrDefault()?.Failure);
        return attempt;
    }

    /// <summary>Adds how an attempt ended.</summary>
    /// <param name="attempt">Its span.</param>
    /// <param name="status">The provider's status; null: none came.</param>
    /// <param name="failure">One of <see cref="AttemptFailures"/>; null: it served.</param>
    public static void EndAttempt(Activity? attempt, int? status, string? failure)
    {
        attempt?.SetTag(SpanAttributes.Status, status);
        if (failure is null)
            return;
        attempt?.SetTag(SpanAttributes.Error, failure);
        attempt?.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>What a callee would be told to continue a span; null: there is no span.</summary>
    public static TraceContext? ContextOf(Activity? span) => span is null
        ? null
        : new(new(span.TraceId.ToHexString(), span.SpanId.ToHexString(), span.Recorded), span.TraceStateString);

    private static ActivityContext ToActivityContext(TraceContext? caller) => caller is null
        ? default
        : new(
            ActivityTraceId.CreateFromString(caller.Parent.TraceId), ActivitySpanId.CreateFromString(caller.Parent.SpanId),
            caller.Parent.Sampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None, caller.State, isRemote: true);

    private static string RouteOf(string api) => api == GenerationApis.Chat ? "/v1/chat/completions" : $"/v1/{api}";
}
