using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Core.Http;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Compilation.Credentials;

/// <summary>
/// Which credential of a provider a workspace may hold: its own where its policy names one, else the platform's where that is
/// delivered to it. A broken one of its own isn't replaced by the platform's: who brings a key wants calls to run on it.
/// </summary>
internal sealed class CredentialRules(CompilationInput input, PolicyLevels levels, SecretLookup secrets)
{
    private readonly Decided<IReadOnlyList<WorkspaceCredential>?> _own = PolicyFields.Credentials.Merge(levels);

    /// <summary>Names of providers for which the policy names a key.</summary>
    public IEnumerable<string> Named => (_own.Value ?? []).Select(credential => credential.Provider);

    /// <summary>The object that names them.</summary>
    public string NamedBy => _own.By.Object;

    /// <summary>A credential that can be sent as the provider asks, or why there is none.</summary>
    /// <param name="secrets">Where it is looked for.</param>
    /// <param name="namespace">The Secret's namespace.</param>
    /// <param name="auth">How it travels.</param>
    /// <param name="reference">The Secret and the key in it.</param>
    public static SecretValue Find(
        SecretLookup secrets, string @namespace, ProviderAuthentication auth, SecretKeyReference reference)
    {
        var secret = secrets.Find(@namespace, reference.Name, reference.Key, SecretUses.Provider);
        return secret.Value is null || CanTravel(auth, secret.Value)
            ? secret
            : SecretValue.Missing(ConditionReasons.BadCredential, Unfit(@namespace, reference));
    }

    /// <summary>The keys that the policy names and that can't be had, whether or not their provider is there yet.</summary>
    public IEnumerable<CompilationNotice> FindBroken()
    {
        var own = _own.Value ?? [];
        for (var i = 0; i < own.Count; i++)
        {
            var auth = input.Providers.FirstOrDefault(provider => provider.Metadata.Name == own[i].Provider)?.Spec.Auth;
            var secret = FindOwn(auth, own[i]);
            if (secret.Value is null)
                yield return new(secret.Reason, NamedBy, $"spec.credentials[{i}], of {own[i].Provider}: {secret.Message}");
        }
    }

    public CredentialDecision Decide(ModelProvider provider)
    {
        if (provider.Spec.Auth is not { } auth)
            return CredentialDecision.NotNeeded;
        var slug = provider.Metadata.Name!;
        return _own.Value?.FirstOrDefault(credential => credential.Provider == slug) is { } own
            ? DecideOwn(auth, own)
            : DecidePlatform(slug, auth);
    }

    private CredentialDecision DecideOwn(ProviderAuthentication auth, WorkspaceCredential own)
    {
        var secret = FindOwn(auth, own);
        return secret.Value is null ? Refuse(NamedBy, secret.Message) : CredentialDecision.Own(secret.Value);
    }

    private SecretValue FindOwn(ProviderAuthentication? auth, WorkspaceCredential own) => auth is null
        ? secrets.Find(input.Workspace.Name, own.Name, own.Key, SecretUses.Provider)
        : Find(secrets, input.Workspace.Name, auth, new SecretKeyReference { Name = own.Name, Key = own.Key });

    private CredentialDecision DecidePlatform(string slug, ProviderAuthentication auth)
    {
        var provider = $"ModelProvider {slug}";
        var orOwn = "name a key of your own in spec.credentials of the workspace's policy";
        if (auth.Credential is not { } reference)
            return Refuse(provider, $"The platform has no credential of {slug}; {orOwn}.");
        if (auth.DeliverTo is not { } delivery)
            return Refuse(
                provider, $"The platform's credential of {slug} is delivered to nobody (spec.auth.deliverTo); {orOwn}.");
        if (!delivery.NamespaceSelector.Matches(input.Workspace.Labels))
        {
            return Refuse(
                provider,
                $"The platform's credential of {slug} isn't delivered to namespace {input.Workspace.Name}, whose labels "
                + $"spec.auth.deliverTo doesn't select; {orOwn}, or ask for the label.");
        }
        var secret = Find(secrets, input.OperatorNamespace, auth, reference);
        return secret.Value is null ? Refuse(provider, secret.Message) : CredentialDecision.Platform(secret.Value);
    }

    /// <summary>
    /// A header's value can't hold line breaks: one pasted with a second line would fail every call with a riddle.
    /// </summary>
    private static bool CanTravel(ProviderAuthentication auth, string value) =>
        auth.Scheme == AuthenticationScheme.GoogleToken || HeaderText.CanCarry(WithoutNewline(value));

    private static string WithoutNewline(string value) => value.EndsWith('\n') ? value[..^1] : value;

    private static string Unfit(string @namespace, SecretKeyReference reference) =>
        $"Key '{reference.Key}' of Secret {@namespace}/{reference.Name} holds characters that no header can carry; "
        + "give it the bare credential.";

    private static CredentialDecision Refuse(string policy, string message) =>
        CredentialDecision.Refuse(new ExclusionReason { Rule = ExclusionRules.NoCredential, Policy = policy, Message = message });
}
