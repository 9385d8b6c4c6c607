namespace K8sRouter.Operator.Rights;

/// <summary>What is read and written in namespaces that opted in, and how the operator comes by that right.</summary>
[GenericRbac(RbacScope.Workspace, "", "secrets", RbacVerb.Read,
    For = "Secrets that policies and destinations name, and API keys")]
[GenericRbac(RbacScope.Workspace, "", "secrets", RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete,
    Names = OperatorNames.Credentials,
    For = "the half of the configuration that is secret. Server-side apply names what it creates, so that no other can be made")]
[GenericRbac(RbacScope.Workspace, "", "configmaps", RbacVerb.Read | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete,
    Names = OperatorNames.ConfigMap,
    For = "the half of the configuration that isn't secret")]
[GenericRbac(RbacScope.Cluster, "rbac.authorization.k8s.io", "rolebindings",
    RbacVerb.Read | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete, Names = OperatorNames.WorkspaceBinding,
    For = "the one binding in each namespace that opted in, made by server-side apply and removed again")]
[GenericRbac(RbacScope.Cluster, "rbac.authorization.k8s.io", "clusterroles", RbacVerb.Bind, Names = OperatorNames.WorkspaceRole,
    For = "the one role that it may bind. Without this the API server would refuse, as nobody may give what he doesn't have")]
internal static class WorkspaceRights;
