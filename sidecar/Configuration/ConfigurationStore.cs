using K8sRouter.Core.Configuration;
using K8sRouter.Core.Events;
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
    private bool _toldRefusal;

    public ActiveConfiguration? Current => _current;

    /// <summary>Why what is mounted now isn't in force; null: it is.</summary>
    public ConfigurationRefusal? Refusal { get; private set; }

    /// <summary>Verifies the signature of what is mounted; null: no signature is required.</summary>
    public ConfigurationTrust? Trust { get; init; }

    /// <summary>
    /// Makes ready for a configuration before it comes into force, on the thread that polls; a
    /// <see cref="ConfigurationRefusedException"/> keeps it out, and it is tried again at the next look.
    /// </summary>
    public Action<ActiveConfiguration>? Prepare { get; set; }

    /// <summary>Called after every look that changed something, with one of <see cref="ConfigurationResults"/>.</summary>
    public Action<string>? Looked { get; set; }

    /// <summary>Looks once.</summary>
    public void Poll()
    {
        string? target = ReadTarget();
        if (target == _seenTarget)
        {
            if (target is null)
                Refuse($"{Path.Combine(directory, ConfigFiles.DataLink)} isn't there");
            return;
        }
        _seenTarget = target;
        if (target is null)
        {
            Refuse($"{Path.Combine(directory, ConfigFiles.DataLink)} isn't there any more");
            return;
        }
        try
        {
            var loaded = ConfigurationLoader.Load(Path.Combine(directory, target), clock.GetUtcNow(), Trust);
            // The folder may have been emptied while it was read: what was read then isn't whole.
            if (ReadTarget() == target)
                Accept(loaded);
            else
                _seenTarget = null;
        }
        catch (ConfigurationRefusedException refused)
        {
            // What is mounted doesn't change by itself; what it needs here may. And a folder that moved on is no fault.
            if (refused.Retry || ReadTarget() != target)
                _seenTarget = null;
            if (refused.Retry || ReadTarget() == target)
                Refuse(refused.Message, refused.Code);
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
        bool same = _current?.Revision == loaded.Revision && _current.Credentials.SameAs(loaded.Credentials);
        if (same)
        {
            Advance(loaded);
            if (Refusal is null)
                return;
            Refusal = null;
            // Whoever heard of the refusal hears that it is over.
            if (_toldRefusal)
                Tell(ConfigurationResults.Accepted);
            return;
        }
        Prepare?.Invoke(loaded);
        var replaced = _current;
        Advance(loaded);
        _current = loaded;
        replaced?.Supersede();
        Refusal = null;
        Log.ConfigurationAccepted(logger, loaded.Revision, loaded.Config.Endpoints.Count, loaded.Config.ExcludedEndpoints.Count);
        Tell(ConfigurationResults.Accepted);
    }

    private void Advance(ActiveConfiguration loaded)
    {
        if (loaded.Counter is { } counter)
            Trust!.Advance(counter);
    }

    private void Refuse(string reason, string code = ConfigRefusalCodes.Invalid)
    {
        if (Refusal?.Reason == reason)
            return;
        Refusal = new ConfigurationRefusal(clock.GetUtcNow(), reason, code);
        if (!Refusal.IsFault)
        {
            Log.ConfigurationNotWhole(logger, reason);
            return;
        }
        Tell(_seenTarget is null ? ConfigurationResults.Vanished : ConfigurationResults.Refused);
        if (_current is { } current)
            Log.ConfigurationRefused(logger, reason, current.Revision);
        else
            Log.NoConfiguration(logger, reason);
    }

    private void Tell(string result)
    {
        _toldRefusal = result != ConfigurationResults.Accepted;
        Looked?.Invoke(result);
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
