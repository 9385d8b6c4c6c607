using K8sRouter.Crds.Generation;

namespace K8sRouter.Operator.Rights;

/// <summary>Makes the manifests of <c>operator/deploy/rbac/</c>. The same program gives the same bytes.</summary>
internal static class RbacManifests
{
    /// <summary>One file for the operator and one for people.</summary>
    public static IReadOnlyList<GeneratedManifest> Generate() =>
    [
        new("operator.yaml", RbacYaml.Write(Operators)),
        new("users.yaml", RbacYaml.Write(UserRoles.All)),
    ];

    /// <summary>The operator's own roles.</summary>
    public static IReadOnlyList<RbacRole> Operators { get; } =
    [
        new()
        {
            Name = OperatorNames.Operator,
            Comment = "In the whole cluster. No Secret is among it, nor the right to write what people write.",
            IsOperators = true,
            Rules = RbacRule.Declared(RbacScope.Cluster),
        },
        new()
        {
            Name = OperatorNames.Operator,
            Comment = "In the operator's own namespace.",
            InOperatorNamespace = true,
            IsOperators = true,
            Rules = RbacRule.Declared(RbacScope.OperatorNamespace),
        },
        new()
        {
            Name = OperatorNames.WorkspaceRole,
            Comment = "In namespaces that opted in, by a RoleBinding that the operator makes there. Nothing here binds it.",
            Rules = RbacRule.Declared(RbacScope.Workspace),
        },
    ];
}
