namespace K8sRouter.Operator.Rights;

/// <summary>The webhook's certificates, and who its callers are.</summary>
[GenericRbac(RbacScope.Cluster, "admissionregistration.k8s.io", "validatingwebhookconfigurations",
    RbacVerb.Read | RbacVerb.Patch, Names = OperatorNames.Webhook, For = "the caBundle of the webhook")]
[GenericRbac(RbacScope.OperatorNamespace, "", "secrets", RbacVerb.Update | RbacVerb.Patch, Names = OperatorNames.WebhookAuthority,
    For = "the authority of the webhook's certificates, which replicas share")]
[GenericRbac(RbacScope.OperatorNamespace, "", "secrets", RbacVerb.Create,
    For = "that authority, the first time: a name can't be a condition of creating")]
[GenericRbac(RbacScope.Cluster, "authentication.k8s.io", "tokenreviews", RbacVerb.Create, For = "who calls the operator's API")]
[GenericRbac(RbacScope.Cluster, "authorization.k8s.io", "subjectaccessreviews", RbacVerb.Create,
    For = "what a caller of the operator's API may do")]
internal static class WebhookRights;
