using K8sRouter.Core.Events;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Routing;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Notices;

/// <summary>
/// Tells of what no generation stands behind: calls that the rules refused, configurations, states of sinks. To whoever follows
/// <c>/events</c>, and to Redis as well as can be. Whoever reports something never waits. Before the first configuration there
/// is no workspace whose events they could be.
/// </summary>
internal sealed class NoticeBoard(
    Configuration.IConfigurationSource configuration, IJournal journal, EventFeed feed, NoticeQueue queue, TimeProvider clock)
{
    private string? _revision;

    /// <summary>The rules left no endpoint for a call.</summary>
    /// <param name="generation">The call.</param>
    /// <param name="plan">What was excluded, and why.</param>
    /// <param name="status">What the caller gets.</param>
    public void Denied(GenerationInProgress generation, RoutePlan plan, int status) => Publish(
        generation.Configuration,
        (id, time, origin) => new DenialEvent
        {
            Id = id,
            Time = time,
            Origin = origin,
            GenerationId = generation.Id,
            RequestId = generation.RequestId,
            Api = generation.Api,
            Models =
            [
                .. generation.Query.Models.Where(model => generation.Configuration.Models.ContainsKey(model.Name))
                    .Select(model => model.Requested),
            ],
            Status = status,
            ExcludedEndpoints = plan.Excluded.Count,
            Rules = plan.Excluded.SelectMany(endpoint => endpoint.Reasons.Select(reason => reason.Rule).Distinct())
                .CountBy(rule => rule).ToDictionary(StringComparer.Ordinal),
            Policies =
            [
                .. plan.Excluded.SelectMany(endpoint => endpoint.Reasons).Select(reason => reason.Policy).OfType<string>()
                    .Distinct().Order(StringComparer.Ordinal),
            ],
            SessionId = generation.SessionId is { } session
                ? RecordBounds.Cut(session, RecordBounds.MaxIdentifierCharacters)
                : null,
            ApiKeyName = generation.Key?.Name,
        });

    /// <summary>A configuration was looked at. Called by the thread that follows it.</summary>
    /// <param name="result">One of <see cref="ConfigurationResults"/>.</param>
    /// <param name="refusal">Why what is mounted isn't in force; null: it is.</param>
    public void Looked(string result, ConfigurationRefusal? refusal)
    {
        if (configuration.Current is not { } current)
            return;
        Publish(
            current,
            (id, time, origin) => new ConfigurationEvent
            {
                Id = id,
                Time = time,
                Origin = origin,
                Result = result,
                Revision = current.Revision,
                PreviousRevision = _revision,
                AllowedEndpoints = current.Config.Endpoints.Count,
                ExcludedEndpoints = current.Config.ExcludedEndpoints.Count,
                Reason = refusal?.Reason,
            });
        _revision = current.Revision;
    }

    /// <summary>A sink came into another state.</summary>
    public void Changed(SinkChange change)
    {
        if (configuration.Current is not { } current)
            return;
        Publish(
            current,
            (id, time, origin) => new SinkEvent
            {
                Id = id,
                Time = time,
                Origin = origin,
                Sink = change.Sink,
                Destination = DestinationSink.DestinationOf(change.Sink),
                State = change.State,
                Code = change.Code,
                Remedy = change.Remedy,
            });
    }

    private void Publish(ActiveConfiguration active, Func<string, DateTimeOffset, EventOrigin, PlatformEvent> create)
    {
        var now = clock.GetUtcNow();
        var workspace = active.Config.Workspace;
        var notice = create(
            GenerationIds.NewEvent(journal.Sidecar, now), now, new(workspace.Name, workspace.Id, journal.Sidecar));
        feed.Publish(notice);
        if (configuration.Current?.Config.Events is not null)
            queue.Add(notice);
    }
}
