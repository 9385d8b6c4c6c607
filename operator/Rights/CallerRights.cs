namespace K8sRouter.Operator.Rights;

/// <summary>Who calls the operator's API, and what they may do.</summary>
[GenericRbac(RbacScope.Cluster, "authentication.k8s.io", "tokenreviews", RbacVerb.Create, For = "who calls the operator's API")]
[GenericRbac(RbacScope.Cluster, "authorization.k8s.io", "subjectaccessreviews", RbacVerb.Create,
    For = "what a caller of the operator's API may do")]
internal static class CallerRights;
