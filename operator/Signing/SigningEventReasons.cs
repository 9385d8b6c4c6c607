namespace K8sRouter.Operator.Signing;

/// <summary>Reasons of events about the Secret with the signing keys, which has no conditions.</summary>
internal static class SigningEventReasons
{
    /// <summary>A new key was made: there was none, or none that could be read.</summary>
    public const string SigningKeyCreated = "SigningKeyCreated";

    /// <summary>The next key signs.</summary>
    public const string SigningKeyRotated = "SigningKeyRotated";
}
