using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

public sealed class WorkspaceIdTests
{
    [Fact]
    public void A_namespace_without_uid_has_the_same_id_on_every_machine()
    {
        // uuid.uuid5(uuid.UUID("6f1c8d0e-5b0a-4f0e-9a55-3d2f7c1b9e84"), "Namespace/team-a") in Python.
        Assert.Equal("b3467fa9-551b-598e-a7b6-0b4bc691643d", WorkspaceNamespace.Of("team-a", null).Id);
    }

    [Fact]
    public void The_uid_of_the_API_server_comes_first_and_the_annotation_before_it()
    {
        var metadata = new V1ObjectMeta { Name = "team-a", Uid = "0d0c1c50-0000-4000-8000-000000000001" };
        Assert.Equal(metadata.Uid, WorkspaceNamespace.Of("team-a", new V1Namespace { Metadata = metadata }).Id);

        var annotated = metadata with
        {
            Annotations = new Dictionary<string, string> { ["k8srouter.io/workspace-id"] = "0d0c1c50-0000-4000-8000-00000000000a" },
        };
        Assert.Equal("0d0c1c50-0000-4000-8000-00000000000a", WorkspaceNamespace.Of("team-a", new V1Namespace { Metadata = annotated }).Id);
    }

    [Theory]
    [InlineData("0d0c1c50-0000-4000-8000-00000000000a", true)]
    [InlineData("team-b", false)]
    public void An_id_that_is_none_or_anothers_does_not_count_and_that_is_said(string asked, bool isTaken)
    {
        var asking = new V1Namespace
        {
            Metadata = new V1ObjectMeta
            {
                Name = "team-a",
                Uid = "0d0c1c50-0000-4000-8000-000000000001",
                Annotations = new Dictionary<string, string> { ["k8srouter.io/workspace-id"] = asked },
            },
        };

        var result = WorkspaceCompiler.Compile(Given.Input() with { Workspace = WorkspaceNamespace.Of("team-a", asking, isTaken) });

        Assert.Equal("0d0c1c50-0000-4000-8000-000000000001", result.Config.Workspace.Id);
        var notice = Assert.Single(result.Report.Notices);
        Assert.Equal(("WorkspaceIdRefused", "Namespace team-a"), (notice.Reason, notice.Subject));
    }
}
