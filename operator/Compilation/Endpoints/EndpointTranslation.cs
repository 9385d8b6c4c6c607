using System.Globalization;
using K8sRouter.Core.Configuration;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Operator.Compilation.Credentials;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Compilation.Endpoints;

/// <summary>Resources as the configuration says them, in canonical order.</summary>
internal static class EndpointTranslation
{
    public static EndpointEntry Endpoint(EndpointCandidate endpoint, EffectivePolicy policy, DateTimeOffset now)
    {
        var model = endpoint.Model;
        var stale = endpoint.Facts.IsStale(now);
        var facts = stale ? EndpointFacts.Unconfirmed : endpoint.Facts;
        var allowedUntil = DataPolicyRules.AllowedUntil(endpoint, policy, now);
        return new EndpointEntry
        {
            Id = endpoint.Id,
            Model = model.Name,
            Provider = endpoint.Slug,
            UpstreamName = model.UpstreamName ?? model.Name[(model.Name.IndexOf('/', StringComparison.Ordinal) + 1)..],
            Apis = endpoint.Apis,
            ContextLength = model.ContextLength,
            MaxCompletionTokens = model.MaxCompletionTokens,
            Free = model.Free,
            Quantization = model.Quantization ?? "unknown",
            SupportedParameters = Sorted(model.SupportedParameters),
            Pricing = Pricing(endpoint.Provider, model),
            Distillable = model.Distillable is true,
            Cancellable = model.Cancellable is true,
            Region = endpoint.Region,
            Datacenters = endpoint.Datacenters,
            DataPolicy = new EndpointDataPolicy
            {
                Confirmed = facts.Confirmed,
                Training = facts.Training,
                Publication = facts.Publication,
                RetentionDays = facts.RetentionDays,
                ExpiresAt = facts.ExpiresAt,
            },
            AllowedUntil = allowedUntil?.Value,
            AllowedUntilPolicy = allowedUntil?.By.Name,
        };
    }

    public static ExcludedEndpoint Excluded(EndpointCandidate endpoint, IReadOnlyList<ExclusionReason> reasons) => new()
    {
        Id = endpoint.Id,
        Model = endpoint.Model.Name,
        Provider = endpoint.Slug,
        Reasons = reasons,
    };

    public static ProviderEntry Provider(
        ModelProvider provider, CredentialDecision credential, IReadOnlyList<EndpointCandidate> used)
    {
        var spec = provider.Spec;
        var slug = provider.Metadata.Name!;
        return new ProviderEntry
        {
            Slug = slug,
            DisplayName = spec.DisplayName ?? slug,
            Upstreams = [.. spec.Upstreams.Select(upstream => new UpstreamEntry
            {
                Apis = Sorted(upstream.Apis),
                Protocol = upstream.Protocol.ToString(),
                BaseUrl = upstream.BaseUrl.TrimEnd('/'),
                PathTemplate = upstream.PathTemplate ?? spec.PathTemplate,
            })],
            Auth = spec.Auth is not { } auth ? null : new ProviderAuth
            {
                Scheme = auth.Scheme.ToString(),
                Header = auth.Header,
                CredentialFile = ConfigFiles.ProviderCredential(slug),
            },
            IsByok = credential.IsByok,
            Headers = Sorted(spec.Headers),
            Query = Sorted(spec.Query),
            // Said per provider in the configuration: one model that needs identities is enough.
            RequiresUserIds = used.Any(endpoint =>
                (endpoint.Model.DataPolicy?.RequiresUserIds ?? spec.DataPolicy?.RequiresUserIds) is true),
            Headquarters = spec.Headquarters,
            Datacenters = Sorted(spec.Datacenters),
            TermsOfServiceUrl = spec.DataPolicy?.TermsOfServiceUrl,
            PrivacyPolicyUrl = spec.DataPolicy?.PrivacyPolicyUrl,
            StatusPageUrl = spec.StatusPageUrl,
        };
    }

    /// <summary>One entry per name; each property from the first endpoint that states it.</summary>
    public static IReadOnlyList<ModelEntry> Models(IEnumerable<EndpointCandidate> endpoints) =>
        [.. endpoints.GroupBy(endpoint => endpoint.Model.Name, endpoint => endpoint.Model)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ModelEntry
            {
                Name = group.Key,
                CanonicalSlug = group.Select(model => model.CanonicalSlug).FirstOrDefault(slug => slug is not null) ?? group.Key,
                DisplayName = group.Select(model => model.DisplayName).FirstOrDefault(name => name is not null) ?? group.Key,
                Description = group.Select(model => model.Description).FirstOrDefault(text => text is not null),
                Created = group.Select(model => model.Created).FirstOrDefault(created => created is not null) ?? 0,
                InputModalities = Modalities(group.Select(model => model.InputModalities)),
                OutputModalities = Modalities(group.Select(model => model.OutputModalities)),
            })];

    private static IReadOnlyList<string> Modalities(IEnumerable<IReadOnlyList<string>?> stated) =>
        stated.FirstOrDefault(list => list is not null) is { } first ? Sorted(first) : ["text"];

    private static EndpointPricing? Pricing(ModelProvider provider, ProviderModel model)
    {
        if (model.Pricing is not { } pricing)
            return model.Free ? new EndpointPricing() : null;
        decimal prompt = Price(pricing.Prompt) ?? 0;
        return new EndpointPricing
        {
            Prompt = prompt,
            Completion = Price(pricing.Completion) ?? 0,
            Request = Price(pricing.Request),
            Image = Price(pricing.Image),
            Audio = Price(pricing.Audio),
            InputCacheRead = Price(pricing.InputCacheRead),
            InputCacheWrite = Price(pricing.InputCacheWrite),
            InputCacheWrite1h = Price(pricing.InputCacheWrite1h) ?? (SpeaksAnthropic(provider, model) ? 2 * prompt : null),
            InternalReasoning = Price(pricing.InternalReasoning),
        };
    }

    /// <summary>Whether the model is called by the protocol that prices an hour in the cache at twice the prompt.</summary>
    private static bool SpeaksAnthropic(ModelProvider provider, ProviderModel model) =>
        provider.Spec.Upstreams.Any(upstream => upstream.Protocol == UpstreamProtocol.Anthropic
            && (model.Apis is null || model.Apis.Intersect(upstream.Apis).Any()));

    private static decimal? Price(string? text) =>
        text is null ? null : decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> Sorted(IReadOnlyList<string>? list) =>
        [.. (list ?? []).Distinct().Order(StringComparer.Ordinal)];

    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string>? map) =>
        new((map ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal);
}
