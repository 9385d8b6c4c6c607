namespace K8sRouter.Operator.Rights;

/// <summary>One replica leads.</summary>
[GenericRbac(RbacScope.OperatorNamespace, "coordination.k8s.io", "leases", RbacVerb.Get | RbacVerb.Update | RbacVerb.Patch,
    Names = OperatorNames.Lease, For = "who leads")]
[GenericRbac(RbacScope.OperatorNamespace, "coordination.k8s.io", "leases", RbacVerb.Create,
    For = "the leader's Lease, the first time: a name can't be a condition of creating")]
internal static class LeaderRights;
