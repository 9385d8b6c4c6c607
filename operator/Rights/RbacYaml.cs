using System.Text;

namespace K8sRouter.Operator.Rights;

/// <summary>Writes roles as YAML, with the reason of each rule above it.</summary>
internal static class RbacYaml
{
    private const string Notice =
        "# Generated from the attributes in operator/ by `K8sRouter.Operator rbac`. Edit those, not this file.\n";

    private const string ApiGroup = "rbac.authorization.k8s.io";

    /// <summary>One document a role, and one a binding.</summary>
    public static string Write(IReadOnlyList<RbacRole> roles) =>
        Notice + string.Join("---\n", roles.SelectMany(Documents));

    private static IEnumerable<string> Documents(RbacRole role)
    {
        yield return Role(role);
        if (role.IsOperators)
            yield return Binding(role);
    }

    private static string Role(RbacRole role)
    {
        var yaml = new StringBuilder();
        foreach (var line in role.Comment.Split('\n'))
            yaml.Append("# ").Append(line).Append('\n');
        Head(yaml, role.InOperatorNamespace ? "Role" : "ClusterRole", role);
        yaml.Append("rules:\n");
        foreach (var rule in role.Rules)
            Rule(yaml, rule);
        return yaml.ToString();
    }

    private static void Rule(StringBuilder yaml, RbacRule rule)
    {
        if (rule.For is { } reason)
            yaml.Append("# ").Append(char.ToUpperInvariant(reason[0])).Append(reason[1..]).Append(".\n");
        yaml.Append("- apiGroups: [\"").Append(rule.Group).Append("\"]\n");
        yaml.Append("  resources: [").AppendJoin(", ", rule.Resources).Append("]\n");
        if (rule.Names.Count > 0)
            yaml.Append("  resourceNames: [").AppendJoin(", ", rule.Names).Append("]\n");
        yaml.Append("  verbs: [").AppendJoin(", ", Verbs(rule.Verbs)).Append("]\n");
    }

    private static string Binding(RbacRole role)
    {
        var yaml = new StringBuilder();
        Head(yaml, role.InOperatorNamespace ? "RoleBinding" : "ClusterRoleBinding", role);
        yaml.Append("roleRef:\n  apiGroup: ").Append(ApiGroup).Append('\n');
        yaml.Append("  kind: ").Append(role.InOperatorNamespace ? "Role" : "ClusterRole").Append('\n');
        yaml.Append("  name: ").Append(role.Name).Append('\n');
        yaml.Append("subjects:\n- kind: ServiceAccount\n  name: ").Append(OperatorNames.Operator).Append('\n');
        yaml.Append("  namespace: ").Append(OperatorNames.Namespace).Append('\n');
        return yaml.ToString();
    }

    private static void Head(StringBuilder yaml, string kind, RbacRole role)
    {
        yaml.Append("apiVersion: ").Append(ApiGroup).Append("/v1\nkind: ").Append(kind).Append('\n');
        yaml.Append("metadata:\n  name: ").Append(role.Name).Append('\n');
        if (role.InOperatorNamespace)
            yaml.Append("  namespace: ").Append(OperatorNames.Namespace).Append('\n');
        yaml.Append("  labels:\n    app.kubernetes.io/name: k8srouter\n    app.kubernetes.io/component: rbac\n");
        if (role.AggregatedTo is { } aggregate)
            yaml.Append("    rbac.authorization.k8s.io/aggregate-to-").Append(aggregate).Append(": \"true\"\n");
    }

    private static IEnumerable<string> Verbs(RbacVerb verbs) =>
        Enum.GetValues<RbacVerb>()
            .Where(verb => System.Numerics.BitOperations.IsPow2((int)verb) && verbs.HasFlag(verb))
            .Select(verb => verb switch
            {
                RbacVerb.Get => "get",
                RbacVerb.List => "list",
                RbacVerb.Watch => "watch",
                RbacVerb.Create => "create",
                RbacVerb.Update => "update",
                RbacVerb.Patch => "patch",
                RbacVerb.Delete => "delete",
                _ => "bind",
            });
}
