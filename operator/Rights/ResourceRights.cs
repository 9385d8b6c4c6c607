namespace K8sRouter.Operator.Rights;

/// <summary>What is read to compile configurations, and where the result of it is reported.</summary>
[GenericRbac(RbacScope.Cluster, "k8srouter.io", "modelproviders,observabilitydestinations,workspaceprivacypolicies",
    RbacVerb.Read,
    For = "what configurations are compiled from. Specs are never written: they belong to their authors")]
[GenericRbac(RbacScope.Cluster, "k8srouter.io",
    "modelproviders/status,observabilitydestinations/status,workspaceprivacypolicies/status", RbacVerb.Patch,
    For = "conditions, by server-side apply")]
[GenericRbac(RbacScope.Cluster, "apiextensions.k8s.io", "customresourcedefinitions", RbacVerb.Get,
    Names = "modelproviders.k8srouter.io,observabilitydestinations.k8srouter.io,workspaceprivacypolicies.k8srouter.io",
    For = "to say at start that the definitions are missing or of another version")]
[GenericRbac(RbacScope.Cluster, "", "namespaces", RbacVerb.Read, For = "which namespaces opted in")]
[GenericRbac(RbacScope.Cluster, "events.k8s.io", "events", RbacVerb.Create | RbacVerb.Patch, For = "transitions of conditions")]
[GenericRbac(RbacScope.OperatorNamespace, "", "secrets", RbacVerb.Read,
    For = "the platform's own credentials of providers, and those of the organization floor")]
internal static class ResourceRights;
