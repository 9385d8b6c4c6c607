using System.Diagnostics;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Forwarding;
using K8sRouter.Sidecar.Ingress;
using K8sRouter.Sidecar.Routing;

namespace K8sRouter.Sidecar.Generations;

/// <summary>
/// All that is known of one running call; becomes a <see cref="GenerationRecord"/>. One request, one thread at a time.
/// </summary>
internal sealed class GenerationInProgress
{
    private int? _mediaInPrompt;
    private CallerTrace? _trace;

    public required string Id { get; init; }

    public required string RequestId { get; init; }

    public required string Sidecar { get; init; }

    public required string Api { get; init; }

    /// <summary>Timestamp of the arrival.</summary>
    public required long Arrived { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required ActiveConfiguration Configuration { get; init; }

    public ApiKeyEntry? Key { get; init; }

    public required ScannedRequest Request { get; init; }

    public required RouteQuery Query { get; init; }

    public required bool Streamed { get; init; }

    public required CallerHeaders Headers { get; init; }

    /// <summary>The trace that the caller says it belongs to.</summary>
    public TraceContext? TraceContext { get; init; }

    /// <summary>The sidecar's own span of it; null: nobody listens.</summary>
    public Activity? Span { get; init; }

    public string? SessionId { get; init; }

    public string? ExternalUser { get; init; }

    public List<ProviderAttempt> Attempts { get; } = new(2);

    /// <summary>What failed attempts said, in order: content.</summary>
    public List<AttemptError> Errors { get; } = [];

    /// <summary>The endpoint that serves, or that decided the failure.</summary>
    public PlannedEndpoint? Serving { get; set; }

    public UpstreamTarget? Target { get; set; }

    public AnswerFacts? Facts { get; set; }

    public ContentEntitlement Entitlement { get; set; } = ContentEntitlement.None;

    /// <summary>The copy of the answer; null: nobody is entitled to it.</summary>
    public ContentCapture? Capture { get; set; }

    /// <summary>Memory of the largest whole answer that an attempt has held back; null: none has.</summary>
    public HeldMemory? HeldAnswer { get; set; }

    /// <summary>What sends comments until an answer begins; null: nobody wants them.</summary>
    public KeepAliveResponse? KeepAlive { get; set; }

    public double? ProviderRequestAt { get; set; }

    public double? ProviderHeadersAt { get; set; }

    public double? FirstTokenAt { get; set; }

    public double? ProviderBodyEndAt { get; set; }

    /// <summary>How it ended: one of <see cref="GenerationOutcomes"/>; null: it hasn't.</summary>
    public string? Outcome { get; set; }

    /// <summary>Whether the record has been written: it is written once.</summary>
    public bool IsRecorded => Outcome is not null;

    /// <summary>What the caller said about the trace, within its bounds.</summary>
    public CallerTrace Trace => _trace ??= CallerTrace.Of(Request.Value(RequestField.Trace).Span);

    /// <summary>Images and other media that the caller sent.</summary>
    public int MediaInPrompt => _mediaInPrompt ??= MediaParts.Count(Api, Request.Body.Span);

    /// <summary>Share of the price that isn't charged: for content that is taken, and for nothing else.</summary>
    public decimal Discount => Entitlement.Used ? Configuration.Config.DataUse.Discount : 0;

    /// <summary>Notes an endpoint whose turn came and that wasn't called.</summary>
    /// <param name="planned">The endpoint.</param>
    /// <param name="target">Where it would have been called.</param>
    /// <param name="failure">One of <see cref="AttemptFailures"/>.</param>
    public void AddUncalled(PlannedEndpoint planned, UpstreamTarget target, string failure) => Attempts.Add(new ProviderAttempt
    {
        EndpointId = planned.Endpoint.Id,
        ProviderName = target.Provider.DisplayName,
        ProviderSlug = target.Provider.Slug,
        ModelPermaslug = Configuration.Models[planned.Endpoint.Model].CanonicalSlug,
        Failure = failure,
        IsByok = target.Provider.IsByok,
    });
}
