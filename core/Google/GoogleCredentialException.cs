namespace K8sRouter.Core.Google;

/// <summary>No access token can be had. The message says why, without a word of the credential or of Google's answer.</summary>
/// <param name="reason">Why, for the place between the brackets.</param>
/// <param name="passing">Whether trying again may help without anybody mending anything.</param>
public sealed class GoogleCredentialException(string reason, bool passing = false)
    : Exception($"Google gave no access token ({reason})")
{
    /// <summary>Whether trying again may help without anybody mending anything: Google is out of reach or busy.</summary>
    public bool Passing { get; } = passing;
}
