namespace K8sRouter.Core.Google;

/// <summary>An access token. No record: its text must not show where it is printed.</summary>
internal sealed class GoogleAccessToken(string value, DateTimeOffset expiresAt)
{
    public string Value { get; } = value;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;
}
