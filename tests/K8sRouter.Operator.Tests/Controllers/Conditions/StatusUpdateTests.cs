using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Tests.Compilation;
using static K8sRouter.Operator.Tests.Controllers.StatusGiven;

namespace K8sRouter.Operator.Tests.Controllers.Conditions;

public sealed class StatusUpdateTests
{
    private static readonly ModelProvider Provider = Given.Provider();

    [Fact]
    public void A_status_that_says_the_same_isnt_written()
    {
        var status = Of(Provider);
        Assert.NotNull(StatusUpdate.Of(Provider, status).Patch);
        var update = StatusUpdate.Of(Provider with { Status = status }, status);
        Assert.Null(update.Patch);
        Assert.Empty(update.Events);
    }

    [Fact]
    public void Conditions_in_another_order_say_the_same()
    {
        var status = Of(Provider);
        var stored = Provider with { Status = status with { Conditions = [.. status.Conditions!.Reverse()] } };
        Assert.Null(StatusUpdate.Of(stored, status).Patch);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_status_that_says_something_else_is_written(bool ofCondition)
    {
        var status = Of(Provider);
        var stored = ofCondition
            ? status with { Conditions = [.. status.Conditions!.Select(condition => condition with { Message = "Old." })] }
            : status with { Models = 9 };
        Assert.NotNull(StatusUpdate.Of(Provider with { Status = stored }, status).Patch);
    }

    [Fact]
    public void The_patch_holds_the_status_alone_and_nothing_empty()
    {
        var policy = Given.Policy(Given.Team, new());
        var patch = StatusPatch.Of(policy, Policy(View(Input())));
        Assert.Equal(PatchType.ApplyPatch, patch.Type);
        var text = Encoding.UTF8.GetString(patch.Content.Span);
        var json = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(["apiVersion", "kind", "metadata", "status"], json.Select(field => field.Key));
        Assert.Equal("""{"name":"default","namespace":"team-a"}""", json["metadata"]!.ToJsonString());
        Assert.DoesNotContain("[]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("{}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
        Assert.Equal("2026-11-20T12:00:00Z", (string?)json["status"]!["conditions"]![0]!["lastTransitionTime"]);
        Assert.Equal(text, Encoding.UTF8.GetString(StatusPatch.Of(policy, Policy(View(Input()))).Content.Span));
    }

    [Fact]
    public void A_new_object_tells_that_it_is_ready_and_nothing_more()
    {
        var told = Assert.Single(StatusUpdate.Of(Provider with { Status = Initial }, Of(Provider)).Events);
        Assert.Equal((EventType.Normal, "Ready", "Reconcile"), (told.Type, told.Reason, told.Action));
    }

    [Fact]
    public void A_new_object_tells_what_is_wrong_with_it_once()
    {
        var broken = Of(Provider, [Problem]);
        var told = Assert.Single(StatusUpdate.Of(Provider with { Status = Initial }, broken).Events);
        Assert.Equal((EventType.Warning, "Invalid", "Validate"), (told.Type, told.Reason, told.Action));
        Assert.Contains("spec.retention.maxDays: Invalid value: -1", told.Note, StringComparison.Ordinal);
        Assert.Empty(StatusUpdate.Of(Provider with { Status = broken }, broken with { Models = 1 }).Events);
    }

    [Fact]
    public void What_is_mended_is_told_too()
    {
        var told = StatusUpdate.Of(Provider with { Status = Of(Provider, [Problem]) }, Of(Provider)).Events;
        Assert.Contains(told, item => item is { Type: EventType.Normal, Reason: "Accepted" });
        Assert.Contains(told, item => item is { Type: EventType.Normal, Reason: "Ready" });
    }

    [Fact]
    public void Lagging_is_no_warning_and_a_configuration_near_its_limit_is()
    {
        var policy = Given.Policy(Given.Team, new()) with { Status = Policy(View(Input(), Sidecar())) };
        WorkspacePrivacyPolicyStatus Lagging() => Policy(View(Input(), Sidecar() with { Revision = new string('a', 64) }));
        Assert.Equal(EventType.Normal, Assert.Single(StatusUpdate.Of(policy, Lagging()).Events).Type);
        var near = Policy(View(Input(), Sidecar()).Delivered(Operator.Delivery.DeliveryState.InForce, 900 * 1024));
        Assert.Equal(EventType.Warning, Assert.Single(StatusUpdate.Of(policy, near).Events).Type);
    }

    private static ModelProviderStatus Initial => new()
    {
        Conditions = [.. new[] { "Accepted", "CredentialResolved", "FactsCurrent", "Ready" }.Select(type => new V1Condition
        {
            Type = type,
            Status = "Unknown",
            Reason = "Pending",
            Message = "Waiting for the operator.",
            LastTransitionTime = DateTimeOffset.UnixEpoch,
        })],
    };
}
