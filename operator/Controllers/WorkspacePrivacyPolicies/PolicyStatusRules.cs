using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Validation;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Sources.Cluster;

namespace K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;

/// <summary>A policy's status: a workspace's, or the organization floor's.</summary>
internal static class PolicyStatusRules
{
    private const int MostNotices = 64;
    private const int MostNoticeCharacters = 2048;

    public static WorkspacePrivacyPolicyStatus Of(PolicyStatusInput input)
    {
        var policy = input.Policy;
        var findings = input.Workspace is { } view ? OfWorkspace(input, view) : OfFloor(input);
        var demands = input.Workspace is null ? ReadyRule.OrganizationFloor : ReadyRule.WorkspacePrivacyPolicy;
        findings.Add(ReadyRule.Of(findings, demands));
        var status = new WorkspacePrivacyPolicyStatus
        {
            ObservedGeneration = policy.Metadata.Generation,
            Conditions = ConditionMerge.Merge(policy.Status?.Conditions, findings, policy.Metadata.Generation, input.Now),
        };
        return input.Workspace is { Compiled: { } compiled } workspace
            ? WithCompiled(status, compiled, workspace, policy.Status?.Injection)
            : status;
    }

    private static List<ConditionFinding> OfWorkspace(PolicyStatusInput input, WorkspaceView view) =>
    [
        Accepted(input, view),
        CredentialsRule.Of(view),
        EndpointsRule.Of(view),
        StorageRules.RecordsStored(view),
        StorageRules.StorageReady(view, ConditionMerge.Find(input.Policy.Status?.Conditions, ConditionTypes.StorageReady)),
        ProgrammedRule.Of(view),
        InjectedRule.Of(view, ConditionMerge.Find(input.Policy.Status?.Conditions, ConditionTypes.Injected)),
        VerifiedRule.Of(view, ConditionMerge.Find(input.Policy.Status?.Conditions, ConditionTypes.Verified), input.Now),
        EnforcedRule.Of(view),
    ];

    private static List<ConditionFinding> OfFloor(PolicyStatusInput input)
    {
        var errors = ProblemText.Errors(input.Problems);
        return
        [
            errors.Count == 0
                ? ConditionFinding.True(
                    ConditionTypes.Accepted, ConditionReasons.Accepted,
                    "The organization's floor: it binds every workspace, which can only be stricter.")
                : Invalid(
                    errors,
                    "Until it is mended nothing new is put in force in any workspace: what was stays, and a new workspace gets "
                    + "nothing."),
            Floor(ConditionTypes.CredentialsResolved),
            Floor(ConditionTypes.EndpointsAllowed),
            Floor(ConditionTypes.RecordsStored),
            Floor(ConditionTypes.StorageReady),
            Floor(ConditionTypes.Programmed),
            Floor(ConditionTypes.Injected),
            Floor(ConditionTypes.Verified),
            Floor(ConditionTypes.Enforced),
        ];
    }

    private static ConditionFinding Accepted(PolicyStatusInput input, WorkspaceView view)
    {
        var errors = ProblemText.Errors(input.Problems);
        if (errors.Count > 0)
        {
            return Invalid(
                errors, "Until it is mended no endpoint may be used in this workspace, no content is kept and no trace is sent.");
        }
        return view.IsWorkspace
            ? ConditionFinding.True(ConditionTypes.Accepted, ConditionReasons.Accepted, "Takes part, merged with the floor.")
            : ConditionFinding.False(
                ConditionTypes.Accepted, ConditionReasons.NotAWorkspace,
                WorkspaceRules.IsOfTheSystem(input.Policy.Metadata.NamespaceProperty!)
                    ? "This namespace belongs to the system and is never a workspace; move the policy to another."
                    : "This namespace is being deleted, and is no workspace any more.");
    }

    private static ConditionFinding Invalid(IReadOnlyList<FieldProblem> errors, string until) =>
        ConditionFinding.False(ConditionTypes.Accepted, ConditionReasons.Invalid, $"{ProblemText.Of(errors)} {until}");

    private static ConditionFinding Floor(string type) =>
        ConditionFinding.Unknown(
            type, ConditionReasons.OrganizationFloor, "The floor is no workspace; see the policies of the workspaces.");

    private static WorkspacePrivacyPolicyStatus WithCompiled(
        WorkspacePrivacyPolicyStatus status, WorkspaceSummary compiled, WorkspaceView view, string? injection) => status with
        {
            AllowedEndpoints = compiled.AllowedEndpoints,
            ExcludedEndpoints = compiled.ExcludedEndpoints,
            Exclusions = compiled.Exclusions,
            Notices = [.. compiled.Report.Notices.Take(MostNotices).Select(notice => new PolicyNotice
            {
                Reason = notice.Reason,
                Subject = notice.Subject,
                Message = notice.Message[..Math.Min(notice.Message.Length, MostNoticeCharacters)],
            })],
            Logging = compiled.Logging,
            Sidecars = ProgrammedRule.Counts(view),
            Injection = InjectedRule.Word(view.Presence, injection),
            Revision = compiled.Revision,
            NextExpiryTime = compiled.EarliestExpiry,
        };
}
