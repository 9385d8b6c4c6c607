using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Reading;
using K8sRouter.Operator.Webhooks.Admission;
using K8sRouter.Testing;

namespace K8sRouter.Operator.Tests.Webhooks.Admission;

/// <summary>Asks for admission as the API server would.</summary>
internal static class Review
{
    /// <summary>An object of YAML, in namespace team-a unless it says another.</summary>
    public static JsonObject Object(string yaml) => Assert.Single(ResourceReader.Read("test.yaml", yaml).Resources).Raw;

    public static T Typed<T>(string yaml)
        where T : class =>
        (T)Assert.Single(ResourceReader.Read("test.yaml", yaml).Resources).Resource!;

    public static JsonObject Of(JsonObject? next, JsonObject? old = null, string? operation = null)
    {
        var named = (next ?? old)!;
        var metadata = named["metadata"]!;
        return new()
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["request"] = new JsonObject
            {
                ["uid"] = "705ab4f5-6393-11e8-b7cc-42010a800002",
                ["kind"] = new JsonObject { ["group"] = "k8srouter.io", ["version"] = "v1alpha1", ["kind"] = (string?)named["kind"] },
                ["name"] = (string?)metadata["name"] ?? "",
                ["namespace"] = (string?)metadata["namespace"] ?? "",
                ["operation"] = operation ?? (next is null ? "DELETE" : old is null ? "CREATE" : "UPDATE"),
                ["object"] = next?.DeepClone(),
                ["oldObject"] = old?.DeepClone(),
                ["dryRun"] = false,
            },
        };
    }

    /// <summary>What is answered, without HTTP.</summary>
    public static JsonObject Answer(JsonNode review, IAdmissionContext? context = null)
    {
        using var document = AdmissionReviewReader.Parse(new(Encoding.UTF8.GetBytes(review.ToJsonString())));
        var request = AdmissionReviewReader.Read(document.RootElement);
        var decision = new ResourceAdmission(context ?? new FakeAdmissionContext(), Clocks.Noon()).Review(request);
        var output = new ArrayBufferWriter<byte>();
        AdmissionReviewWriter.Write(output, request, decision);
        return JsonNode.Parse(output.WrittenSpan)!["response"]!.AsObject();
    }

    public static JsonObject Create(string yaml, IAdmissionContext? context = null) => Answer(Of(Object(yaml)), context);

    public static string[] Warnings(JsonObject response) =>
        [.. (response["warnings"]?.AsArray() ?? []).Select(warning => (string)warning!)];

    public static bool Allowed(JsonObject response) => (bool)response["allowed"]!;
}
