using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Sources.Cluster;

namespace K8sRouter.Operator.Tests.Sources.Cluster;

/// <summary>Which namespaces are workspaces.</summary>
public sealed class WorkspaceRulesTests
{
    [Theory]
    [InlineData("team-a", "enabled", false, true)]
    [InlineData("team-a", "disabled", false, false)]
    [InlineData("team-a", null, true, true)]
    [InlineData("team-a", null, false, false)]
    [InlineData("kube-system", "enabled", true, false)]
    [InlineData("kube-public", "enabled", true, false)]
    [InlineData("kube-node-lease", "enabled", true, false)]
    [InlineData("k8srouter-system", "enabled", true, false)]
    public void A_namespace_opts_in_by_its_label_or_by_a_policy_and_the_systems_never_do(
        string name, string? label, bool hasPolicy, bool expected)
    {
        Assert.Equal(expected, WorkspaceRules.IsWorkspace(Namespace(name, label), hasPolicy, "k8srouter-system"));
    }

    [Fact]
    public void A_namespace_that_is_being_deleted_is_none_any_more()
    {
        var there = Namespace("team-a", "enabled");
        var going = there with { Metadata = there.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } };

        Assert.False(WorkspaceRules.IsWorkspace(going, hasPolicy: true, "k8srouter-system"));
    }

    private static V1Namespace Namespace(string name, string? label) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            Labels = label is null ? null : new Dictionary<string, string> { ["k8srouter.io/inject"] = label },
        },
    };
}
