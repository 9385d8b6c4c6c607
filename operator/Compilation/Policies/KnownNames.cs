using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Compilation.Policies;

/// <summary>Names that policies may speak of, and what to say of a policy that speaks of others: most are misspelt.</summary>
/// <param name="Providers">Names of all providers.</param>
/// <param name="Models">Names of all models.</param>
internal sealed record KnownNames(IReadOnlyCollection<string> Providers, IReadOnlyCollection<string> Models)
{
    /// <summary>The fields of a policy that name what isn't there (yet), each with the nearest names.</summary>
    public IEnumerable<(string Path, string Message)> FindUnknown(WorkspacePrivacyPolicySpec spec)
    {
        var providers = Items("providers.allow", spec.Providers?.Allow)
            .Concat(Items("providers.ignore", spec.Providers?.Ignore))
            .Concat(Items("credentials", spec.Credentials?.Select(credential => credential.Provider)));
        foreach (var (path, name) in providers.Where(item => !Providers.Contains(item.Name, StringComparer.OrdinalIgnoreCase)))
            yield return (path, Sentence($"there is no ModelProvider \"{name}\" (yet)", name, Providers));
        var models = Items("models.allow", spec.Models?.Allow).Concat(Items("models.ignore", spec.Models?.Ignore));
        foreach (var (path, pattern) in models.Where(item => !Models.Any(model => Glob.Matches(item.Name, model))))
        {
            var name = pattern.Replace("*", "", StringComparison.Ordinal);
            yield return (path, Sentence($"no model matches \"{pattern}\" (yet)", name, Models));
        }
    }

    private static IEnumerable<(string Path, string Name)> Items(string path, IEnumerable<string>? names) =>
        (names ?? []).Select((name, index) => ($"spec.{path}[{index}]", name));

    private static string Sentence(string what, string wanted, IEnumerable<string> names) =>
        NearNames.Suggestion(wanted, names) is { } near ? $"{what}. {near}" : what;
}
