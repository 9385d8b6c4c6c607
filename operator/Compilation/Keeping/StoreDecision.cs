using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Compilation.Keeping;

/// <summary>
/// A store that a policy names, and whether sidecars can be told to use it. Its text never shows the credential.
/// </summary>
internal sealed record StoreDecision
{
    /// <summary>The store, without the name of its credential's file.</summary>
    public required StoreSettings Settings { get; init; }

    /// <summary>The policy that names it.</summary>
    public required PolicySource By { get; init; }

    /// <summary>JSON of the credential; null: the pod's own identity, or the store isn't used.</summary>
    public string? Credential { get; init; }

    /// <summary>Whether that credential is the platform's, from the operator's namespace.</summary>
    public bool IsPlatformCredential { get; init; }

    /// <summary>Why it isn't used, one of the reasons of notices; null: it is.</summary>
    public string? Reason { get; init; }

    /// <summary>What is wrong and what to do, as a sentence; empty where it is used.</summary>
    public string Message { get; init; } = "";

    public bool IsUsable => Reason is null;

    /// <summary>Whether objects of both lie in one place, where equal names are the same object.</summary>
    public bool IsSamePlace(StoreDecision other) =>
        Settings.Bucket == other.Settings.Bucket && Settings.Prefix == other.Settings.Prefix;

    /// <summary>Whether one can stand for the other in everything.</summary>
    public bool IsSame(StoreDecision other) =>
        IsSamePlace(other) && Settings.KmsKeyName == other.Settings.KmsKeyName && Credential == other.Credential;

    public override string ToString() => $"gs://{Settings.Bucket}/{Settings.Prefix}";
}
