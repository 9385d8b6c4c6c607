using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// Permission to deliver what one configuration allows. It ends as soon as a configuration is in force that doesn't allow it: the
/// attempt in progress, the wait for the next one and an upload session are abandoned, and no attempt begins any more.
/// </summary>
internal sealed class DeliveryPermit : IAsyncDisposable
{
    private readonly Configuration.IConfigurationSource _configuration;
    private readonly Func<ActiveConfiguration, bool> _allows;
    private readonly CancellationTokenSource _end;
    private readonly Lock _lock = new();
    private CancellationTokenRegistration _next;
    private Task _ending = Task.CompletedTask;
    private bool _disposed;

    /// <param name="configuration">The configuration in force.</param>
    /// <param name="decidedBy">The one that allowed the delivery.</param>
    /// <param name="allows">Whether another one allows it as it is; pure.</param>
    /// <param name="cancellationToken">Ends the delivery for any other reason.</param>
    public DeliveryPermit(
        Configuration.IConfigurationSource configuration, ActiveConfiguration decidedBy, Func<ActiveConfiguration, bool> allows,
        CancellationToken cancellationToken)
    {
        (_configuration, _allows) = (configuration, allows);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Follow(decidedBy);
    }

    public CancellationToken Token => _end.Token;

    /// <summary>Whether a configuration came into force that doesn't allow the delivery.</summary>
    public bool IsWithdrawn { get; private set; }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _disposed = true;
        await _next.DisposeAsync();
        await _ending;
        _end.Dispose();
    }

    private void Follow(ActiveConfiguration active)
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            // One that is superseded already checks at once, and may follow another by the time it is registered.
            var registration = active.Superseded.Register(Check);
            if (!active.Superseded.IsCancellationRequested)
                _next = registration;
        }
    }

    private void Check()
    {
        if (_configuration.Current is { } current && _allows(current))
        {
            Follow(current);
            return;
        }
        lock (_lock)
        {
            if (_disposed)
                return;
            IsWithdrawn = true;
            // No attempt begins from here on. What the end of the current one runs isn't for the thread that reads those.
            _ending = _end.CancelAsync();
        }
    }
}
