using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Compilation.Credentials;

/// <summary>Whether a workspace can authenticate at a provider. Its text never shows the credential.</summary>
internal sealed class CredentialDecision
{
    /// <summary>The provider asks for none.</summary>
    public static CredentialDecision NotNeeded { get; } = new();

    /// <summary>The credential to deliver; null: none is needed, or there is none.</summary>
    public string? Value { get; private init; }

    /// <summary>Whether it is the workspace's own.</summary>
    public bool IsByok { get; private init; }

    /// <summary>Why the provider can't be used; null: it can.</summary>
    public ExclusionReason? Refusal { get; private init; }

    public static CredentialDecision Own(string value) => new() { Value = value, IsByok = true };

    public static CredentialDecision Platform(string value) => new() { Value = value };

    public static CredentialDecision Refuse(ExclusionReason reason) => new() { Refusal = reason };

    public override string ToString() => Refusal?.Message ?? (Value is null ? "no credential needed" : "a credential");
}
