using System.Text;
using System.Text.Json;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Operator.Kubernetes.Json;

namespace K8sRouter.Operator.Tests.Kubernetes.Json;

public sealed class KubernetesJsonTests
{
    private static readonly DateTimeOffset Instant = new(2026, 11, 20, 13, 0, 1, 234, TimeSpan.FromHours(1));

    [Fact]
    public void Times_of_leases_have_six_decimals_and_others_none()
    {
        var lease = new V1Lease
        {
            Metadata = new() { Name = "l", CreationTimestamp = Instant.UtcDateTime },
            Spec = new() { HolderIdentity = "me", LeaseDurationSeconds = 15, RenewTime = Instant.UtcDateTime },
        };

        Assert.Equal(
            """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"creationTimestamp":"2026-11-20T12:00:01Z","name":"l"},"spec":{"holderIdentity":"me","leaseDurationSeconds":15,"renewTime":"2026-11-20T12:00:01.234000Z"}}""",
            Encoding.UTF8.GetString(KubernetesJson.Serialize(lease)));
    }

    [Fact]
    public void A_lease_comes_back_as_it_was()
    {
        var lease = new V1Lease { Metadata = new() { Name = "l" }, Spec = new() { RenewTime = Instant.UtcDateTime, LeaseTransitions = 3 } };

        Assert.Equal(lease.Spec, Read<V1Lease>(Encoding.UTF8.GetString(KubernetesJson.Serialize(lease))).Spec);
    }

    [Fact]
    public void What_a_resource_leaves_out_has_its_default()
    {
        var destination = Read<ObservabilityDestination>("""{"metadata":{"name":"d"},"spec":{"type":"otlp"}}""");

        Assert.Equal(("k8srouter.io/v1alpha1", "ObservabilityDestination"), (destination.ApiVersion, destination.Kind));
        Assert.Equal((true, 1m), (destination.Spec.Enabled, destination.Spec.SamplingRate));
        Assert.Equal(["global"], destination.Spec.Regions);
    }

    [Fact]
    public void Of_an_objects_writers_those_of_its_values_are_known_and_none_is_ever_sent()
    {
        var map = Read<V1ConfigMap>(
            """
            {"metadata":{"name":"c","managedFields":[
            {"manager":"k8srouter-workspace","operation":"Apply","apiVersion":"v1","time":"2026-11-20T12:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{".":{}}},"f:binaryData":{"f:a":{}}}},
            {"manager":"kubectl-label","operation":"Update","fieldsV1":{"f:metadata":{"f:labels":{"f:data":{}}}}},
            {"manager":"kubectl-edit","operation":"Update","time":"2026-11-20T12:00:05Z","fieldsV1":{"f:data":{".":{},"f:b":{}}}},
            {"manager":7,"operation":null,"fieldsV1":"x","time":"yesterday"}]}}
            """);

        Assert.Equal(
            [("k8srouter-workspace", "Apply", 0), ("kubectl-edit", "Update", 5)],
            map.Metadata.ManagedFields!.Select(one => (one.Manager!, one.Operation!, one.Time!.Value.Second)));
        Assert.DoesNotContain("managedFields", Encoding.UTF8.GetString(KubernetesJson.Serialize(map)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_copy_that_kubectl_keeps_of_an_object_is_left_out()
    {
        var space = Read<V1Namespace>("""{"metadata":{"name":"n","annotations":{"a":"1","kubectl.kubernetes.io/last-applied-configuration":"{}","b":"2"}}}""");

        Assert.Equal(["a", "b"], space.Metadata.Annotations!.Keys);
        Assert.Contains("\"annotations\":{\"a\":\"1\",\"b\":\"2\"}", Encoding.UTF8.GetString(KubernetesJson.Serialize(space)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_where_there_must_be_something_is_refused()
    {
        Assert.Throws<JsonException>(() => Read<ObservabilityDestination>("""{"metadata":{"name":"d"},"spec":null}"""));
        Assert.Throws<JsonException>(() => Read<V1Namespace>("""{"metadata":{"name":"d","annotations":{"a":null}}}"""));
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize(json, KubernetesJson.TypeInfo<T>())!;
}
