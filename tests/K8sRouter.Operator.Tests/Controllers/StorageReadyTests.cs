using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Sidecars;
using static K8sRouter.Operator.Tests.Controllers.StatusGiven;

namespace K8sRouter.Operator.Tests.Controllers;

public sealed class StorageReadyTests
{
    [Fact]
    public void A_store_that_was_seen_to_work_stays_ready_while_sidecars_start_anew()
    {
        var before = Policy(View(Input(new() { Store = Store }), Sidecar() with { Records = RecordsState.Stored }));
        var after = Policy(View(Input(new() { Store = Store }), Sidecar()), before);
        Assert.Equal("True", StorageReady(after));
    }

    [Fact]
    public void Another_store_has_to_be_seen_for_itself()
    {
        var before = Policy(View(Input(new() { Store = Store }), Sidecar() with { Records = RecordsState.Stored }));
        var other = Store with { Gcs = Store.Gcs with { Bucket = "another" } };
        Assert.Equal("Unknown", StorageReady(Policy(View(Input(new() { Store = other }), Sidecar()), before)));
    }

    private static string StorageReady(WorkspacePrivacyPolicyStatus status) =>
        status.Conditions!.Single(condition => condition.Type == "StorageReady").Status;
}
