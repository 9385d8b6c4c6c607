using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Tests.Rights;

public sealed class RbacManifestTests
{
    [Fact]
    public void The_manifests_in_the_repository_are_what_the_declarations_say()
    {
        var folder = Path.Combine(Repository(), "operator", "deploy", "rbac");
        foreach (var manifest in RbacManifests.Generate())
        {
            var file = Path.Combine(folder, manifest.FileName);
            if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
                File.WriteAllText(file, manifest.Content);
            Assert.True(File.Exists(file) && File.ReadAllText(file) == manifest.Content,
                $"{manifest.FileName} differs from the declarations. Run the tests with UPDATE_GOLDEN=1 and review the diff.");
        }
    }

    [Fact]
    public void No_right_in_the_whole_cluster_reaches_a_secret_or_a_config_map()
    {
        var reached = RbacRule.Declared(RbacScope.Cluster).SelectMany(rule => rule.Resources);

        Assert.DoesNotContain("secrets", reached);
        Assert.DoesNotContain("configmaps", reached);
        Assert.DoesNotContain("*", reached);
    }

    [Fact]
    public void What_is_written_in_the_whole_cluster_is_named_or_a_status_or_an_event()
    {
        string[] unnamed =
        [
            "pods/status", "modelproviders/status", "observabilitydestinations/status", "workspaceprivacypolicies/status", "events",
        ];
        var writing = RbacRule.Declared(RbacScope.Cluster).Where(rule => (rule.Verbs & ~RbacVerb.Read) != 0 && rule.Names.Count == 0);

        Assert.Empty(writing.SelectMany(rule => rule.Resources).Except(unnamed));
    }

    [Fact]
    public void The_only_role_that_the_operator_may_bind_is_that_of_workspaces()
    {
        var binding = Assert.Single(RbacManifests.Operators.SelectMany(role => role.Rules), rule => rule.Verbs.HasFlag(RbacVerb.Bind));

        Assert.Equal([OperatorNames.WorkspaceRole], binding.Names);
    }

    [Theory]
    [InlineData("edit")]
    [InlineData("view")]
    public void Only_administrators_write_policies(string aggregatedTo)
    {
        var rules = UserRoles.All.Where(role => role.AggregatedTo == aggregatedTo).SelectMany(role => role.Rules);

        Assert.DoesNotContain(rules, rule => rule.Resources.Contains("workspaceprivacypolicies") && (rule.Verbs & RbacVerb.Write) != 0);
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "K8sRouter.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests don't run within the repository.");
    }
}
