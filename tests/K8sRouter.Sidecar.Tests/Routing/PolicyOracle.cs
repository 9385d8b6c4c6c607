using System.Globalization;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Sidecar.Tests.Routing;

/// <summary>
/// What the policies forbid, said plainly from the design's words and from nothing of the programs: one endpoint, two policies,
/// one instant. It knows each policy by itself: an endpoint must satisfy both.
/// </summary>
internal static class PolicyOracle
{
    private static readonly string[] EuropeanCountries = ["DE", "NO", "FR"];

    /// <summary>Why the endpoint must not be reached; null: it may.</summary>
    public static string? Forbids(
        ModelProvider provider, ProviderModel model, WorkspacePrivacyPolicySpec? floor, WorkspacePrivacyPolicySpec? workspace, DateTimeOffset now)
    {
        var facts = provider.Spec.DataPolicy;
        var own = model.DataPolicy;
        bool known = (own?.Confirmed ?? facts?.Confirmed) == true && Fresh(own?.VerifiedAt ?? facts?.VerifiedAt, own?.MaxAgeDays ?? facts?.MaxAgeDays, now);
        bool trains = !known || (own?.Training ?? facts?.Training ?? true);
        bool publishes = !known || (own?.Publication ?? facts?.Publication ?? true);
        int? keeps = known ? own?.RetentionDays ?? facts?.RetentionDays : null;
        WorkspacePrivacyPolicySpec?[] levels = [floor, workspace];

        // Nobody allowed it, or somebody denied it.
        if (trains && !Permitted(levels, p => model.Free ? p.Training?.FreeModels : p.Training?.PaidModels))
            return "trains";
        if (publishes && !(model.Free && Permitted(levels, p => p.Publication?.FreeModels)))
            return "publishes";
        string author = model.Name.Split('/')[0];
        var countries = model.Datacenters ?? provider.Spec.Datacenters ?? [];
        foreach (var policy in levels.OfType<WorkspacePrivacyPolicySpec>())
        {
            bool zero = policy.ZeroDataRetention?.Required == true
                || (policy.ZeroDataRetention?.Authors ?? []).Any(rule => rule.Required && rule.Author == author);
            if (zero && keeps != 0)
                return "keeps, and zero retention is required";
            if (policy.Retention?.MaxDays is { } days && (keeps is null || keeps > days))
                return "keeps for too long";
            if (policy.Region == DataRegion.Europe && (countries.Count == 0 || !countries.All(EuropeanCountries.Contains)))
                return "isn't in Europe alone";
            if (policy.Region == DataRegion.Us && (countries.Count == 0 || countries.Any(c => c != "US")))
                return "isn't in the US alone";
            if (policy.Providers?.Allow is { } providers && !providers.Contains(provider.Metadata.Name))
                return "isn't an allowed provider";
            if (policy.Providers?.Ignore?.Contains(provider.Metadata.Name) == true)
                return "is an ignored provider";
            if (policy.Models?.Allow is { } models && !models.Any(pattern => Matches(pattern, model.Name)))
                return "isn't an allowed model";
            if (policy.Models?.Ignore?.Any(pattern => Matches(pattern, model.Name)) == true)
                return "is an ignored model";
        }
        return null;
    }

    private static bool Permitted(WorkspacePrivacyPolicySpec?[] levels, Func<WorkspacePrivacyPolicySpec, Permission?> read)
    {
        var said = levels.OfType<WorkspacePrivacyPolicySpec>().Select(read).OfType<Permission>().ToList();
        return said.Count > 0 && said.All(p => p == Permission.Allow);
    }

    private static bool Fresh(string? verifiedAt, int? maxAgeDays, DateTimeOffset now)
    {
        if (verifiedAt is null)
            return maxAgeDays is null;
        var verified = new DateTimeOffset(DateTime.ParseExact(verifiedAt, "yyyy-MM-dd", CultureInfo.InvariantCulture), TimeSpan.Zero);
        return verified <= now.AddDays(1) && (maxAgeDays is null || now < verified.AddDays(maxAgeDays.Value));
    }

    /// <summary>The patterns of these tests: <c>*</c> stands for one whole half.</summary>
    private static bool Matches(string pattern, string name) =>
        pattern.Split('/').Zip(name.Split('/')).All(half => half.First == "*" || half.First == half.Second);
}
