using K8sRouter.Operator.Injection;

namespace K8sRouter.Operator.Tests.Injection;

public sealed class WorkloadNameTests
{
    [Theory]
    [InlineData("name: web", "Pod/web")]
    [InlineData("generateName: web-", null)]
    [InlineData("generateName: web-abc-, labels: {pod-template-hash: abc}, ownerReferences: [{kind: ReplicaSet, name: web-abc, controller: true}]", "Deployment/web")]
    [InlineData("generateName: web-abc-, labels: {pod-template-hash: other}, ownerReferences: [{kind: ReplicaSet, name: web-abc, controller: true}]", "ReplicaSet/web-abc")]
    [InlineData("generateName: web-, ownerReferences: [{kind: ReplicaSet, name: web}]", "ReplicaSet/web")]
    [InlineData("name: db-0, ownerReferences: [{kind: Other, name: a}, {kind: StatefulSet, name: db, controller: true}]", "StatefulSet/db")]
    [InlineData("generateName: r-, ownerReferences: [{kind: Job, name: report-1700000000, controller: true}]", "Job/report-1700000000")]
    public void It_is_what_owns_the_pod_as_far_as_the_pod_tells(string metadata, string? expected) =>
        Assert.Equal(expected, WorkloadName.Of(Pods.Of($"metadata: {{{metadata}}}\nspec: {{}}\n")));
}
