using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Operator.Compilation.Credentials;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Compilation.Endpoints;

/// <summary>Judges every model at every provider, and sorts them into what is allowed and what is excluded.</summary>
internal sealed class EndpointCompiler(CompilationInput input, EffectivePolicy policy, CredentialRules credentials)
{
    public IReadOnlyList<ProviderEntry> Providers { get; private set; } = [];

    public IReadOnlyList<ModelEntry> Models { get; private set; } = [];

    public IReadOnlyList<EndpointEntry> Allowed { get; private set; } = [];

    public IReadOnlyList<ExcludedEndpoint> Excluded { get; private set; } = [];

    /// <summary>Providers of which the platform's credential is delivered.</summary>
    public IReadOnlyList<string> PlatformCredentials { get; private set; } = [];

    /// <summary>Why none of the endpoints may be used; null: one may, or there is none.</summary>
    public string? NothingAllowed { get; private set; }

    /// <summary>When facts of any endpoint begin or cease to count; null: never.</summary>
    public DateTimeOffset? EarliestExpiry { get; private set; }

    /// <summary>Fills the properties; credentials of providers that are used go to <paramref name="files"/>.</summary>
    public void Run(IDictionary<string, string> files, ICollection<CompilationNotice> notices)
    {
        var allowed = new List<EndpointCandidate>();
        var excluded = new List<(EndpointCandidate Endpoint, IReadOnlyList<ExclusionReason> Reasons)>();
        var providers = new List<ProviderEntry>();
        var platform = new List<string>();
        foreach (var provider in input.Providers.OrderBy(provider => provider.Metadata.Name, StringComparer.Ordinal))
        {
            var decision = credentials.Decide(provider);
            var used = new List<EndpointCandidate>();
            foreach (var model in provider.Spec.Models.DistinctBy(model => model.Name))
            {
                var endpoint = new EndpointCandidate(provider, model);
                var reasons = Judge(endpoint, decision);
                if (reasons.Count == 0)
                    used.Add(endpoint);
                else
                    excluded.Add((endpoint, reasons));
            }
            if (used.Count == 0)
                continue;
            allowed.AddRange(used);
            providers.Add(EndpointTranslation.Provider(provider, decision, used));
            if (decision.Value is not null)
                files.Add(ConfigFiles.ProviderCredential(provider.Metadata.Name!), decision.Value);
            if (decision is { Value: not null, IsByok: false })
                platform.Add(provider.Metadata.Name!);
        }

        Providers = providers;
        PlatformCredentials = platform;
        Allowed = [.. allowed.Select(endpoint => EndpointTranslation.Endpoint(endpoint, policy, input.Now))
            .OrderBy(endpoint => endpoint.Model, StringComparer.Ordinal)
            .ThenBy(endpoint => endpoint.Provider, StringComparer.Ordinal)];
        Excluded = [.. excluded.Select(item => EndpointTranslation.Excluded(item.Endpoint, item.Reasons))
            .OrderBy(endpoint => endpoint.Model, StringComparer.Ordinal)
            .ThenBy(endpoint => endpoint.Provider, StringComparer.Ordinal)];
        // What is said about a model is taken from those that may be used, then from the others, provider by provider.
        EndpointCandidate[] all = [.. allowed, .. excluded.Select(item => item.Endpoint)];
        Models = EndpointTranslation.Models(all);
        EarliestExpiry = all.Min(endpoint => endpoint.Facts.NextChange(input.Now));
        if (allowed.Count == 0 && excluded.Count > 0)
        {
            NothingAllowed = AllowanceText.Nothing(
                excluded.Select(item => item.Reasons), policy.Levels,
                new KnownNames(
                    [.. input.Providers.Select(provider => provider.Metadata.Name!)], [.. Models.Select(model => model.Name)]));
        }
        foreach (var broken in credentials.FindBroken())
            notices.Add(broken);
        NoticeUnknownProviders(notices);
    }

    private ExclusionReason PolicyIsInvalid => new()
    {
        Rule = ExclusionRules.PolicyInvalid,
        Policy = $"WorkspacePrivacyPolicy {input.Workspace.Name}/default",
        Message = "The workspace's policy is invalid, so nothing is allowed until it is mended; its condition Accepted says "
            + "where.",
    };

    private List<ExclusionReason> Judge(EndpointCandidate endpoint, CredentialDecision decision)
    {
        var reasons = DataPolicyRules.Evaluate(endpoint, policy, input.Now).Concat(ListRules.Evaluate(endpoint, policy)).ToList();
        if (decision.Refusal is not null)
            reasons.Add(decision.Refusal);
        if (input.PolicyIsInvalid)
            reasons.Add(PolicyIsInvalid);
        return reasons;
    }

    private void NoticeUnknownProviders(ICollection<CompilationNotice> notices)
    {
        foreach (var name in credentials.Named.Except(input.Providers.Select(provider => provider.Metadata.Name!)))
        {
            notices.Add(new(
                NoticeReasons.NotFound, credentials.NamedBy,
                $"spec.credentials names the provider {name}, which doesn't exist."));
        }
    }
}
