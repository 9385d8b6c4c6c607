using k8s.Models;
using K8sRouter.Operator.Delivery.Cluster;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Tests.Sidecars.Completion;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Delivery;

public sealed class ForeignWritersTests
{
    private readonly RecordedEvents _events = new();
    private readonly FakeTimeProvider _time = Clocks.Noon();
    private readonly ForeignWriters _writers;

    public ForeignWritersTests() => _writers = new ForeignWriters(_events, _time);

    [Fact]
    public void Whoever_wrote_after_the_operator_is_named_counted_and_told_of()
    {
        var found = _writers.Find(Written(Ours(5), By("velero-server", 1), By("kubectl-edit", 9), By("helm", 7)), wasRight: true)!;

        Assert.Equal(("ConfigMap k8srouter-config", "kubectl-edit", _time.GetUtcNow()), (found.Target, found.Manager, found.At));
        Assert.Equal(1, _writers.Counts["ConfigMap"]);
        var told = Assert.Single(_events.Told);
        Assert.Equal((EventType.Warning, "ForeignWriter"), (told.Type, told.Reason));
        Assert.Contains("\"kubectl-edit\"", told.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restored_backup_is_told_of_once_and_not_at_every_change_after_it()
    {
        Assert.Equal("velero-server", _writers.Find(Written(By("velero-server", 3)), wasRight: false)!.Manager);
        Assert.Null(_writers.Find(Written(By("velero-server", 3), Ours(3)), wasRight: false));
        Assert.Null(_writers.Find(Written(By("velero-server", 3), Ours(60)), wasRight: false));
        Assert.Equal(1, _writers.Counts["ConfigMap"]);
    }

    [Fact]
    public void Whoever_takes_the_operators_name_is_found_by_how_he_wrote()
    {
        var found = _writers.Find(Written(Ours(1), By("k8srouter-workspace", 2)), wasRight: false)!;
        Assert.Equal("k8srouter-workspace", found.Manager);
    }

    [Fact]
    public void What_changed_though_nobody_is_named_was_written_by_somebody_unknown() =>
        Assert.Equal("unknown", _writers.Find(Written(Ours(1)), wasRight: true)!.Manager);

    [Fact]
    public void What_an_older_operator_left_or_is_not_there_yet_was_written_by_nobody_else()
    {
        Assert.Null(_writers.Find(Written(Ours(1)), wasRight: false));
        Assert.Null(_writers.Find(LibraryObject.Of(new V1ConfigMap { Metadata = new() { Name = "k8srouter-config" } }), wasRight: false));
        Assert.Null(_writers.Find(null, wasRight: true));
        Assert.Empty(_events.Told);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>\n", "scriptalert1/script")]
    [InlineData("\"\u202e", "unknown")]
    public void A_name_is_shown_without_what_no_name_needs(string manager, string shown) =>
        Assert.Equal(shown, _writers.Find(Written(By(manager, 1)), wasRight: false)!.Manager);

    private static Crds.Kubernetes.IKubernetesObject Written(params V1ManagedFieldsEntry[] entries) => LibraryObject.Of(
        new V1ConfigMap { Metadata = new() { Name = "k8srouter-config", NamespaceProperty = "team-a", ManagedFields = entries } });

    private static V1ManagedFieldsEntry Ours(int second) => By("k8srouter-workspace", second) with { Operation = "Apply" };

    private static V1ManagedFieldsEntry By(string manager, int second) => new()
    {
        Manager = manager,
        Operation = "Update",
        Time = new DateTime(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc).AddSeconds(second),
    };
}
