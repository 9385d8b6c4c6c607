namespace K8sRouter.Operator.Rights;

/// <summary>Roles for people. The cluster's own admin, edit and view take the first three up.</summary>
internal static class UserRoles
{
    private const string Group = "k8srouter.io";
    private const string Policies = "workspaceprivacypolicies";
    private const string Destinations = "observabilitydestinations";

    public static IReadOnlyList<RbacRole> All { get; } =
    [
        new()
        {
            Name = "k8srouter-admin",
            Comment = "Policies decide what may happen to prompts: they are written by a namespace's administrators alone.",
            AggregatedTo = "admin",
            Rules = [Writing(Policies)],
        },
        new()
        {
            Name = "k8srouter-edit",
            Comment = "Destinations are written by whoever may edit the namespace. They get only what its policy lets out.",
            AggregatedTo = "edit",
            Rules = [Writing(Destinations)],
        },
        new()
        {
            Name = "k8srouter-view",
            Comment = "Policies and destinations with their status. No role here shows what was said: that lies in stores,\n"
                + "behind the rights of those.",
            AggregatedTo = "view",
            Rules =
            [
                new() { Group = Group, Resources = [Destinations, Policies], Verbs = RbacVerb.Read },
                new() { Group = Group, Resources = [$"{Destinations}/status", $"{Policies}/status"], Verbs = RbacVerb.Get },
            ],
        },
        new()
        {
            Name = "k8srouter-provider-viewer",
            Comment = "Providers belong to the cluster, and view to a namespace: who is to see them is bound to this by a\n"
                + "ClusterRoleBinding, such as the group system:authenticated.",
            Rules = [new() { Group = Group, Resources = ["modelproviders"], Verbs = RbacVerb.Read }],
        },
    ];

    private static RbacRule Writing(string resource) => new() { Group = Group, Resources = [resource], Verbs = RbacVerb.Write };
}
