using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>
/// Follows the mounted volume: looks at the target of its <c>..data</c> link (no file watchers: inotify instances are few per
/// node and user), and where it changed reads everything, validates it and swaps one object. A bad configuration is refused
/// whole and the last good one stays; so does it where the volume's data vanish.
/// </summary>
internal sealed class ConfigurationStore(string directory, TimeProvider clock, ILogger<ConfigurationStore> logger)
    : IConfigurationSource
{
    private volatile ActiveConfiguration? _current;
    private string? _seenTarget;

    public ActiveConfiguration? Current => _current;

    /// <summary>Why what is mounted now isn't in force; null: it is.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Configurations accepted and refused since the start.</summary>
    public int Reloads { get; private set; }

    public int Refusals { get; private set; }

    /// <summary>Called after a swap, on the thread that polls.</summary>
    public event Action<ActiveConfiguration>? Changed;

    /// <summary>Looks once.</summary>
    public void Poll()
    {
        string? target = ReadTarget();
        if (target == _seenTarget)
        {
            if (target is null && Refusal is null)
                Refuse($"{Path.Combine(directory, ConfigFiles.DataLink)} isn't there");
            return;
        }
        _seenTarget = target;
        if (target is null)
        {
            Refuse($"{Path.Combine(directory, ConfigFiles.DataLink)} has vanished");
            return;
        }
        try
        {
            Accept(ConfigurationLoader.Load(Path.Combine(directory, target), clock.GetUtcNow()));
        }
        catch (ConfigurationRefusedException refused)
        {
            Refuse(refused.Message);
        }
    }

    /// <summary>Looks every <paramref name="interval"/> until cancelled.</summary>
    public async Task FollowAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                Poll();
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private void Accept(ActiveConfiguration loaded)
    {
        Refusal = null;
        bool same = _current?.Revision == loaded.Revision && _current.Credentials.SameAs(loaded.Credentials);
        if (same)
            return;
        _current = loaded;
        Reloads++;
        Log.ConfigurationAccepted(logger, loaded.Revision, loaded.Config.Endpoints.Count, loaded.Config.ExcludedEndpoints.Count);
        Changed?.Invoke(loaded);
    }

    private void Refuse(string reason)
    {
        Refusal = reason;
        Refusals++;
        if (_current is { } current)
            Log.ConfigurationRefused(logger, reason, current.Revision);
        else
            Log.NoConfiguration(logger, reason);
    }

    private string? ReadTarget()
    {
        try
        {
            return new FileInfo(Path.Combine(directory, ConfigFiles.DataLink)).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
