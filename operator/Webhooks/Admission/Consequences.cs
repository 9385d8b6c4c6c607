using System.Globalization;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation.Endpoints;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>
/// What becomes of workspaces by a change that isn't theirs: the endpoints that their policies leave them are judged before and
/// after it, by the compiler's own rules. Credentials aren't looked at. Workspaces for which there is no time are counted.
/// </summary>
internal sealed class Consequences(IAdmissionContext context, TimeProvider clock)
{
    private const int MaxWorkspaces = 3;
    private const int MaxEndpoints = 2;

    /// <summary>The API server waits for two seconds where an answer is only a warning.</summary>
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(1);

    /// <param name="before">The floor in force; null: there is none.</param>
    /// <param name="after">The floor that takes its place; null: it is deleted.</param>
    public IEnumerable<AdmissionWarning> OfFloor(WorkspacePrivacyPolicy? before, WorkspacePrivacyPolicy? after)
    {
        var path = after is null ? "the organization floor" : "spec";
        var workspaces = context.Workspaces.Count();
        if (before is not null)
        {
            var does = after is null ? "is deleted" : "replaces the organization floor in force";
            yield return new(path, $"{does}, which binds {Count(workspaces, "workspace")}");
        }
        var (old, @new) = (new PolicyLevels(before, null).Floor, new PolicyLevels(after, null).Floor);
        string[] dropped = [.. PolicyFields.All.Where(field => field.IsStatedBy(old) && !field.IsStatedBy(@new))
            .Select(field => field.Path)];
        if (dropped.Length > 0)
            yield return new(path, $"no longer says {string.Join(", ", dropped)}: workspaces, or the defaults, decide");
        var candidates = Candidates(context.Providers);
        foreach (var warning in Compare(
            path, context.Workspaces, workspace => Judge(candidates, before, workspace),
            workspace => Judge(candidates, after, workspace)))
            yield return warning;
    }

    /// <summary>A provider is deleted.</summary>
    public IEnumerable<AdmissionWarning> OfDeleting(ModelProvider provider)
    {
        var name = provider.Metadata.Name;
        var before = Candidates(context.Providers);
        EndpointCandidate[] after = [.. before.Where(endpoint => endpoint.Slug != name)];
        return Compare(
            $"ModelProvider {name}", context.Workspaces, workspace => Judge(before, context.Floor, workspace),
            workspace => Judge(after, context.Floor, workspace));
    }

    /// <summary>A workspace's own policy is deleted: the floor alone is left.</summary>
    public IEnumerable<AdmissionWarning> OfDeleting(WorkspacePrivacyPolicy policy)
    {
        var candidates = Candidates(context.Providers);
        var levels = new PolicyLevels(context.Floor, policy);
        return Compare(
            "the policy", [policy.Metadata.NamespaceProperty!], _ => Judge(candidates, levels),
            _ => Judge(candidates, levels.FloorAlone));
    }

    /// <summary>Why a policy leaves nothing to call; null: it leaves something, or there is nothing yet.</summary>
    public string? WhyNothingIsAllowed(WorkspacePrivacyPolicy policy, bool isFloor)
    {
        var levels = isFloor ? new PolicyLevels(policy, null) : new PolicyLevels(context.Floor, policy);
        var effective = new EffectivePolicy(levels);
        var now = clock.GetUtcNow();
        var reasons = Candidates(context.Providers)
            .Select(endpoint => DataPolicyRules.Evaluate(endpoint, effective, now)
                .Concat(ListRules.Evaluate(endpoint, effective)).ToArray())
            .ToArray();
        return reasons.Length == 0 || reasons.Any(endpoint => endpoint.Length == 0)
            ? null
            : AllowanceText.Nothing(reasons, levels, Known());
    }

    /// <summary>What policies may speak of.</summary>
    public KnownNames Known() => new(
        context.Providers.Select(provider => provider.Metadata.Name!).ToHashSet(StringComparer.Ordinal),
        context.Providers.SelectMany(provider => provider.Spec.Models).Select(model => model.Name)
            .ToHashSet(StringComparer.Ordinal));

    private IEnumerable<AdmissionWarning> Compare(
        string path, IEnumerable<string> workspaces, Func<string, List<string>> before,
        Func<string, List<string>> after)
    {
        var (wider, narrower, empty, skipped) = (new List<string>(), new List<string>(), new List<string>(), 0);
        var start = clock.GetTimestamp();
        foreach (var workspace in workspaces.Order(StringComparer.Ordinal))
        {
            if (clock.GetElapsedTime(start) > MaxDuration)
            {
                skipped++;
                continue;
            }
            var (old, @new) = (before(workspace), after(workspace));
            Add(wider, workspace, "+", @new.Except(old));
            if (@new.Count > 0)
                Add(narrower, workspace, "-", old.Except(@new));
            else if (old.Count > 0)
                empty.Add(workspace);
        }
        if (wider.Count > 0)
            yield return new(path, $"{Count(wider.Count, "workspace")} may use more: {Some(wider)}");
        if (empty.Count > 0)
            yield return new(path, $"nothing is left to call in {Count(empty.Count, "workspace")}: {Some(empty)}");
        if (narrower.Count > 0)
            yield return new(path, $"{Count(narrower.Count, "workspace")} may use less: {Some(narrower)}");
        if (skipped > 0)
            yield return new(path, $"what becomes of {Count(skipped, "more workspace")} wasn't looked at, for want of time");
    }

    private static void Add(List<string> changes, string workspace, string sign, IEnumerable<string> endpoints)
    {
        string[] all = [.. endpoints.Order(StringComparer.Ordinal)];
        if (all.Length > 0)
            changes.Add($"{workspace} ({sign}{all.Length}: {Some(all, MaxEndpoints)})");
    }

    private List<string> Judge(EndpointCandidate[] candidates, WorkspacePrivacyPolicy? floor, string workspace) =>
        Judge(candidates, new PolicyLevels(floor, context.PolicyOf(workspace)));

    /// <summary>Ids of the endpoints that the policies allow.</summary>
    private List<string> Judge(EndpointCandidate[] candidates, PolicyLevels levels)
    {
        var effective = new EffectivePolicy(levels);
        var now = clock.GetUtcNow();
        return [.. candidates
            .Where(endpoint => !DataPolicyRules.Evaluate(endpoint, effective, now).Any()
                && !ListRules.Evaluate(endpoint, effective).Any())
            .Select(endpoint => endpoint.Id)];
    }

    private static EndpointCandidate[] Candidates(IEnumerable<ModelProvider> providers) =>
        [.. providers.SelectMany(provider =>
            provider.Spec.Models.DistinctBy(model => model.Name).Select(model => new EndpointCandidate(provider, model)))];

    private static string Some(List<string> names) => Some(names, MaxWorkspaces);

    private static string Some(IReadOnlyCollection<string> names, int max) =>
        string.Join(", ", names.Take(max)) + (names.Count > max ? $" and {names.Count - max} more" : "");

    private static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
