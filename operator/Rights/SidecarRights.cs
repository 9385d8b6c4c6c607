namespace K8sRouter.Operator.Rights;

/// <summary>Which revision sidecars run, and the nudge that makes the kubelet refresh their volume at once.</summary>
[GenericRbac(RbacScope.Cluster, "", "pods", RbacVerb.Read,
    For = "the addresses of injected sidecars. The label that selects them can't be a condition of a right")]
[GenericRbac(RbacScope.Cluster, "", "pods/status", RbacVerb.Patch,
    For = "an annotation by which the kubelet refreshes the volume of a lagging sidecar. It spares the right to patch pods")]
internal static class SidecarRights;
