using K8sRouter.Core.Events.Redis;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks.Redis;

/// <summary>
/// Announces every generation in Redis. What fails is sent again as a whole: a listener may see an event twice, with the same
/// id. Looks at records alone: content that an entry holds is never read.
/// </summary>
internal sealed class RedisEventSink(
    Configuration.IConfigurationSource configuration, RedisLink link, SinkProgress progress) : ISink
{
    private readonly List<GenerationRecord> _pending = [];

    public string Name => progress.Name;

    public DateTimeOffset? FlushDue => _pending.Count == 0 ? null : DateTimeOffset.MinValue;

    public void Add(JournalEntry entry) => _pending.Add(entry.Record);

    public async Task<FlushResult> FlushAsync(CancellationToken cancellationToken)
    {
        if (configuration.Current is not { Config.Events: { } settings } active)
        {
            progress.Dropped(SinkFaults.SwitchedOff, _pending.Count);
            _pending.Clear();
            return FlushResult.Done;
        }
        await using var permit = new DeliveryPermit(
            configuration, active, next => next.Config.Events == settings, cancellationToken);
        try
        {
            var commands = _pending.SelectMany(record => EventCommands.Of(new(record), settings)).ToList();
            await link.SendAsync(settings, active.Credentials, commands, permit.Token);
        }
        catch (OperationCanceledException) when (permit.IsWithdrawn)
        {
            return FlushResult.Withdrawn;
        }
        catch (RedisFaultException fault)
        {
            return FlushResult.Of(fault);
        }
        progress.Delivered(_pending.Count);
        _pending.Clear();
        return FlushResult.Done;
    }

    public void Discard() => _pending.Clear();

    public void Dispose() => link.Dispose();
}
