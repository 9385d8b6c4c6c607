namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>
/// A token, fixed or in a file that somebody else renews: the kubelet does so long before the hour is over in which the old one
/// ends.
/// </summary>
internal sealed class BearerToken
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly string? _file;
    private readonly TimeProvider _clock;
    private string _value;
    private long _readAt;

    private BearerToken(string value, string? file, TimeProvider clock)
    {
        _value = value;
        _file = file;
        _clock = clock;
        _readAt = clock.GetTimestamp();
    }

    /// <exception cref="KubernetesConfigurationException">It isn't one.</exception>
    public static BearerToken Fixed(string value, string origin) => new(
        Clean(value) ?? throw new KubernetesConfigurationException(
            $"{origin}: the token is empty or has characters that none has."),
        file: null, TimeProvider.System);

    /// <summary>A token that is read again at most once a minute, and at once where the server refuses it.</summary>
    /// <exception cref="KubernetesConfigurationException">There is none in the file.</exception>
    public static BearerToken FromFile(string file, TimeProvider clock) => new(
        TryRead(file) ?? throw new KubernetesConfigurationException(
            $"{file}: there is no token in this file, or it can't be read."),
        file, clock);

    /// <summary>The token to send.</summary>
    public string Get()
    {
        lock (_lock)
        {
            if (_file is not null && _clock.GetElapsedTime(_readAt) >= MaxAge)
                ReadAgain(_file);
            return _value;
        }
    }

    /// <summary>The token to try after the server refused another one; null: there is no other.</summary>
    public string? Renew(string refused)
    {
        lock (_lock)
        {
            if (_file is not null && _value == refused)
                ReadAgain(_file);
            return _value == refused ? null : _value;
        }
    }

    /// <summary>Where the file is gone for a moment, the token that was there stays.</summary>
    private void ReadAgain(string file)
    {
        _value = TryRead(file) ?? _value;
        _readAt = _clock.GetTimestamp();
    }

    private static string? TryRead(string file)
    {
        try
        {
            return Clean(File.ReadAllText(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Without the white space around it; null: what is left can't stand in a header.</summary>
    private static string? Clean(string text)
    {
        var token = text.Trim();
        return token.Length > 0 && token.All(character => character is > ' ' and < (char)127) ? token : null;
    }
}
