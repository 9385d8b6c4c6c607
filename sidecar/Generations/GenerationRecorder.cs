using System.Text.Json;
using K8sRouter.Core.Events;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Sidecar.Catalog;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Errors;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Routing;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Generations;

/// <summary>Turns running calls into records: the journal first, then what this process itself answers from.</summary>
internal sealed class GenerationRecorder(
    IJournal journal, GenerationIndex index, EventFeed events, KeyUsage usage, EndpointHealth health, SidecarMetrics metrics,
    SidecarOptions options, TimeProvider clock)
{
    public string Sidecar => journal.Sidecar;

    /// <summary>
    /// Decides who may hold the content, and notes in the journal that a call is about to be sent. Null: it may be; else why it
    /// is refused: something must be kept of it that can't be.
    /// </summary>
    public async ValueTask<ApiError?> StartAsync(GenerationInProgress generation)
    {
        // Should this process end before the call does, this is what will be found.
        var record = ToRecord(generation, GenerationOutcomes.RouterCrashed, 500, ApiErrorTypes.Server);
        generation.Entitlement = ContentEntitlement.Decide(record, generation.Configuration.Config);
        if (generation.Entitlement.Refusal is { } refusal)
            return refusal;
        var result = await journal.AppendStartedAsync(record with
        {
            Destinations = generation.Entitlement.Destinations,
            ContentDestinations = generation.Entitlement.ContentDestinations,
        });
        return result == AppendResult.Written || !IsRecordRequired(generation) ? null : ApiErrors.LoggingUnavailable;
    }

    /// <summary>
    /// Writes the record, once. False: it couldn't be written although the log or a destination requires it. The caller's last
    /// byte waits for this.
    /// </summary>
    public async ValueTask<bool> CompleteAsync(GenerationInProgress generation, string outcome, int status, string? errorType)
    {
        if (generation.IsRecorded)
            return true;
        generation.Outcome = outcome;
        var record = EntitlementNarrowing.Apply(generation, ToRecord(generation, outcome, status, errorType));
        var content = generation.Entitlement.Any ? ContentOf(generation) : null;
        var result = await journal.AppendFinishedAsync(record, content);
        index.Add(record);
        events.Publish(new GenerationEvent(record));
        usage.Add(record);
        metrics.Generation(record);
        NoteSpeed(generation, record);
        return result == AppendResult.Written || !IsRecordRequired(generation);
    }

    private static bool IsRecordRequired(GenerationInProgress generation) =>
        generation.Configuration.Config.InputOutputLogging.Required || generation.Entitlement.RequiredByDestination;

    private void NoteSpeed(GenerationInProgress generation, GenerationRecord record)
    {
        if (record.Outcome != GenerationOutcomes.Completed || generation.Serving is not { } serving)
            return;
        double? latency = (record.Timings.FirstToken ?? record.Timings.ProviderHeaders) - record.Timings.ProviderRequest;
        double? seconds = (record.Timings.ProviderBodyEnd - (record.Timings.FirstToken ?? record.Timings.ProviderRequest)) / 1000;
        if (latency is { } milliseconds)
            health.NoteServed(serving.Endpoint.Id, milliseconds / 1000, seconds > 0 ? record.Usage?.Completion / seconds : null);
    }

    private GenerationRecord ToRecord(GenerationInProgress generation, string outcome, int status, string? errorType)
    {
        var config = generation.Configuration.Config;
        var first = generation.Query.Models[0];
        var serving = generation.Serving;
        var endpoint = serving?.Endpoint;
        var facts = generation.Facts;
        string model = serving?.Model.Name ?? first.Name;
        var counts = facts?.Usage ?? default;
        return RecordBounds.Apply(new GenerationRecord
        {
            Id = generation.Id,
            RequestId = generation.RequestId,
            WorkspaceId = config.Workspace.Id,
            Workspace = config.Workspace.Name,
            Sidecar = generation.Sidecar,
            ConfigRevision = generation.Configuration.Revision,
            CreatedAt = generation.CreatedAt,
            Outcome = outcome,
            Api = generation.Api,
            RequestedModel = first.Requested,
            Model = model,
            CanonicalSlug = generation.Configuration.Models.TryGetValue(model, out var entry) ? entry.CanonicalSlug : model,
            ProviderName = generation.Target?.Provider.DisplayName,
            ProviderSlug = endpoint?.Provider,
            EndpointId = endpoint?.Id,
            UpstreamId = facts?.UpstreamId,
            Attempts = generation.Attempts,
            Streamed = generation.Streamed,
            Cancelled = outcome == GenerationOutcomes.Cancelled,
            FinishReason = facts?.FinishReason,
            NativeFinishReason = facts?.NativeFinishReason,
            StatusCode = status,
            ErrorType = errorType,
            Timings = new GenerationTimings
            {
                ProviderRequest = generation.ProviderRequestAt,
                ProviderHeaders = generation.ProviderHeadersAt,
                FirstToken = generation.FirstTokenAt,
                ProviderBodyEnd = generation.ProviderBodyEndAt,
                End = Math.Round(clock.GetElapsedTime(generation.Arrived).TotalMilliseconds, 3),
            },
            Usage = counts.ToTokenUsage(),
            Cost = CostCalculator.Calculate(endpoint?.Pricing, counts, generation.Discount),
            IsByok = generation.Target?.Provider.IsByok ?? false,
            ServiceTier = facts?.ServiceTier,
            SessionId = generation.SessionId,
            ExternalUser = generation.ExternalUser,
            Origin = generation.Headers.Origin,
            UserAgent = generation.Headers.UserAgent,
            AppTitle = generation.Headers.Title,
            ApiKeyHash = generation.Key?.Hash,
            ApiKeyName = generation.Key?.Name,
            DataRegion = config.Workspace.Region,
            Trace = generation.Trace.Json,
            TraceParent = generation.TraceContext?.Parent.ToString(),
            NumMediaPrompt = generation.MediaInPrompt,
            InputUnitPrice = endpoint?.Pricing?.Prompt,
            OutputUnitPrice = endpoint?.Pricing?.Completion,
            ZeroDataRetention = generation.Query.Preferences.ZeroDataRetention,
            ContentLogged = generation.Entitlement.Logged,
            ContentUsed = generation.Entitlement.Used,
            ContentDestinations = generation.Entitlement.ContentDestinations,
            Destinations = generation.Entitlement.Destinations,
            Pod = options.PodName,
            ServiceAccount = options.ServiceAccount,
            Workload = options.Workload,
            ContentTruncated = generation.Entitlement.Any
                && (generation.Capture is { Truncated: true } || generation.Request.Body.Length > options.CaptureBytes),
            TruncatedMembers = generation.Trace.IsCut ? [RecordBounds.Trace] : null,
        });
    }

    private CapturedContent ContentOf(GenerationInProgress generation)
    {
        var request = generation.Request.Body;
        bool cut = request.Length > options.CaptureBytes;
        return new CapturedContent
        {
            Request = cut ? request[..options.CaptureBytes] : request,
            RequestTruncated = cut,
            ResponseFormat = generation.Capture?.Format ?? CapturedResponseFormat.None,
            Response = generation.Capture?.Memory ?? default,
            ResponseTruncated = generation.Capture?.Truncated ?? false,
            Errors = ErrorsOf(generation.Errors),
        };
    }

    private static byte[] ErrorsOf(List<AttemptError> errors)
    {
        if (errors.Count == 0)
            return [];
        using var target = new MemoryStream();
        using (var json = new Utf8JsonWriter(target))
        {
            json.WriteStartArray();
            foreach (var attempt in errors)
            {
                json.WriteStartObject();
                json.WriteNumber("code", attempt.Status);
                json.WriteString("message", attempt.Error?.Message ?? attempt.Failure);
                json.WriteString("provider_name", attempt.Provider);
                json.WriteString("raw", attempt.Error?.Raw);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return target.ToArray();
    }
}
