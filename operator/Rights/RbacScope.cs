namespace K8sRouter.Operator.Rights;

/// <summary>Where a right holds.</summary>
internal enum RbacScope
{
    /// <summary>In the whole cluster: ClusterRole <c>k8srouter-operator</c>.</summary>
    Cluster,

    /// <summary>In the operator's own namespace: Role <c>k8srouter-operator</c>.</summary>
    OperatorNamespace,

    /// <summary>
    /// In namespaces that opted in: ClusterRole <c>k8srouter-workspace</c>, which the operator binds there itself.
    /// </summary>
    Workspace,
}
