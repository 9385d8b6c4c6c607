using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Delivery;

namespace K8sRouter.Operator.Sources.Cluster.Deletions;

/// <summary>
/// Whether a workspace may be compiled without a policy or floor that isn't there. The first row that fits decides:
/// <code>
/// none was in force, and none was known                    yes: there was none
/// its UID is the one that the annotation accepts           yes: an administrator says so
/// it was seen to go, by itself                             yes: somebody deleted it
/// it went in another way                                   no
/// it was in force, and went before this process looked     no
/// </code>
/// </summary>
internal static class MissingPolicyRules
{
    /// <summary>Why not; null: it may.</summary>
    public static Freeze? Of(MissingPolicy missing)
    {
        if ((missing.Deletion?.Object.Uid ?? missing.InForce) is not { } uid)
            return null;
        if (missing.Accepted is { } accepted && accepted != CompiledFrom.Unreadable
            && (accepted == uid || accepted == missing.InForce))
            return null;
        var how = missing.Deletion?.Cause switch
        {
            DeletionCause.ByItself => null,
            DeletionCause.WithDefinition => "went with the definition of its kind, which was deleted",
            DeletionCause.WithNamespace => "went with its namespace, which is being deleted",
            DeletionCause.Unseen => "was absent when the kind was listed again, and wasn't seen to be deleted",
            DeletionCause.Unverified => "is gone, and whether it went by itself can't be verified yet",
            _ => "is gone, and no running operator saw it being deleted",
        };
        return how is null ? null : new Freeze(ConditionReasons.PolicyMissing, Message(missing, uid, how))
        {
            About = new WorkspacePrivacyPolicy
            {
                Metadata = new V1ObjectMeta
                {
                    Name = WorkspacePrivacyPolicy.OnlyName,
                    NamespaceProperty = missing.Namespace,
                    Uid = uid,
                },
                Spec = new(),
            },
        };
    }

    private static string Message(MissingPolicy missing, string uid, string how)
    {
        var what = missing.IsFloor ? "The organization's floor, " : "";
        var accept = uid == CompiledFrom.Unreadable
            ? ""
            : ", or accept that it is gone for good "
                + $"(kubectl annotate --overwrite namespace {missing.Namespace} {ResourceMarks.AcceptMissingPolicy}={uid})";
        return $"{what}WorkspacePrivacyPolicy default in {missing.Namespace} (UID {uid}) {how}: nothing new is put in force "
            + $"without it. Create it again{accept}.";
    }
}
