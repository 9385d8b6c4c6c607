using K8sRouter.Crds.References;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ModelProviders;

/// <summary>How a provider's credential travels, and who may hold the platform's.</summary>
[ValidationRule("self.scheme != 'Header' || has(self.header)", RuleMessages.HeaderMissing)]
[ValidationRule("self.scheme == 'Header' || !has(self.header)", RuleMessages.HeaderSurplus)]
[ValidationRule("!has(self.deliverTo) || has(self.credential)", RuleMessages.CredentialMissing)]
public sealed record ProviderAuthentication
{
    /// <summary>How the credential is sent.</summary>
    public AuthenticationScheme Scheme { get; init; } = AuthenticationScheme.Bearer;

    /// <summary>Name of the header where the scheme is Header, and only there. Example: <c>api-key</c>.</summary>
    [Text(MinLength = 1, MaxLength = 128, Pattern = "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", Must = "be the name of an HTTP header")]
    public string? Header { get; init; }

    /// <summary>
    /// The platform's own credential: a Secret in the operator's namespace, labelled <c>k8srouter.io/use: provider</c>. For the
    /// scheme GoogleToken the value is the JSON key of a service account. Absent: the platform has none, workspaces bring
    /// their own.
    /// </summary>
    public SecretKeyReference? Credential { get; init; }

    /// <summary>
    /// The workspaces to which the platform's credential is delivered. Whoever may read Secrets there can read it. Absent:
    /// nobody, workspaces bring their own.
    /// </summary>
    public CredentialDelivery? DeliverTo { get; init; }
}
