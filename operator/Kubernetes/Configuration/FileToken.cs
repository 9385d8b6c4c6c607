using System.Net.Http.Headers;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>
/// A token in a file that somebody else renews: the kubelet does so long before the hour is over in which the old one ends.
/// </summary>
internal sealed class FileToken : IRenewableToken
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly TimeProvider _clock;
    private string _value;
    private long _readAt;

    /// <summary>A token that is read again at most once a minute, and at once where the server refuses it.</summary>
    /// <exception cref="KubernetesConfigurationException">There is none in the file.</exception>
    public FileToken(string file, TimeProvider clock)
    {
        _value = TryRead(file)
            ?? throw new KubernetesConfigurationException($"{file}: there is no token in this file, or it can't be read.");
        _file = file;
        _clock = clock;
        _readAt = clock.GetTimestamp();
    }

    /// <summary>Text without the white space around it; null: what is left can't stand in a header.</summary>
    public static string? Clean(string? text)
    {
        var token = text?.Trim() ?? "";
        return token.Length > 0 && token.All(character => character is > ' ' and < (char)127) ? token : null;
    }

    public Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_clock.GetElapsedTime(_readAt) >= MaxAge)
                ReadAgain();
            return Task.FromResult(new AuthenticationHeaderValue("Bearer", _value));
        }
    }

    /// <inheritdoc />
    public Task<bool> RenewAsync(string refused, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_value == refused)
                ReadAgain();
            return Task.FromResult(_value != refused);
        }
    }

    /// <summary>Where the file is gone for a moment, the token that was there stays.</summary>
    private void ReadAgain()
    {
        _value = TryRead(_file) ?? _value;
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
}
