using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation.Policies;
using Regions = K8sRouter.Core.DataPolicies.Regions;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>Settings of a workspace that the organization floor makes void: a workspace can only be stricter.</summary>
internal static class FloorConflicts
{
    public static IEnumerable<AdmissionWarning> Check(WorkspacePrivacyPolicy? floor, WorkspacePrivacyPolicy policy)
    {
        if (floor is null)
            return [];
        var levels = new PolicyLevels(floor, policy);
        var by = levels.Floor!.By.Object;
        return PolicyFields.All.Where(field => field.IsOverruled(levels)).Select(field => field.Path)
            .Select(path => new AdmissionWarning($"spec.{path}", $"has no effect: {by}, the organization floor, is stricter"))
            .Concat(Providers(levels, by)).Concat(Region(levels, by)).Concat(RequiredLogging(levels, by));
    }

    private static IEnumerable<AdmissionWarning> Providers(PolicyLevels levels, string by)
    {
        var allowed = levels.Floor!.Value.Providers?.Allow;
        var wanted = levels.Workspace!.Value.Providers?.Allow ?? [];
        if (allowed is null)
            yield break;
        for (var i = 0; i < wanted.Count; i++)
        {
            if (!allowed.Contains(wanted[i]))
                yield return new($"spec.providers.allow[{i}]", $"has no effect: {by}, the organization floor, doesn't allow it");
        }
    }

    private static IEnumerable<AdmissionWarning> Region(PolicyLevels levels, string by)
    {
        var regions = PolicyFields.Regions.Merge(levels);
        if (regions is not [var floor, var workspace] || floor.Value[0] == Regions.Global || workspace.Value[0] == floor.Value[0])
            yield break;
        yield return workspace.Value[0] == Regions.Global
            ? new("spec.region", $"has no effect: {by}, the organization floor, is stricter")
            : new("spec.region", $"nothing is allowed: {by}, the organization floor, demands another region");
    }

    private static IEnumerable<AdmissionWarning> RequiredLogging(PolicyLevels levels, string by)
    {
        if (levels.Floor!.Value.InputOutputLogging?.Required is not true
            || levels.Workspace!.Value.InputOutputLogging is not { } logging)
            yield break;
        if (logging.Enabled is false)
        {
            yield return new(
                "spec.inputOutputLogging.enabled", $"every call is refused: {by}, the organization floor, requires logging");
        }
        if (logging.SamplingRate < 1 || logging.ApiKeyHashes is not null)
            yield return new("spec.inputOutputLogging", $"a smaller sample or fewer keys have no effect: {by} requires logging");
    }
}
