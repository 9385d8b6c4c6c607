using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Injection;
using K8sRouter.Operator.Tests.Kubernetes;
using K8sRouter.Operator.Webhooks.Admission;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Operator.Tests.Injection;

/// <summary>Questions about pods as the API server asks them, without HTTP.</summary>
public sealed class PodReviewTests : IDisposable
{
    private readonly Meter _meter = new("pod-reviews");

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void The_answer_holds_the_patch_the_warnings_and_the_reason_for_the_audit_log()
    {
        var pod = Pods.Web("restartPolicy: Never");

        var response = Answer(Review(pod));

        Assert.True((bool)response["allowed"]!);
        Assert.Equal("uid-1", (string?)response["uid"]);
        Assert.Equal("JSONPatch", (string?)response["patchType"]);
        var patch = JsonNode.Parse(Convert.FromBase64String((string)response["patch"]!))!.AsArray();
        Assert.True(JsonNode.DeepEquals(Pods.Patched(pod, SidecarModes.Classic), JsonPatch.Apply(pod, patch)));
        Assert.StartsWith("spec.restartPolicy: the pod ends when its sidecar does", (string?)response["warnings"]!.AsArray().Single(), StringComparison.Ordinal);
        Assert.Equal("Injected", (string?)response["auditAnnotations"]!["decision"]);
    }

    [Fact]
    public void What_is_wrong_in_a_pod_is_said_as_the_API_server_says_it_of_its_own_schema()
    {
        var response = Answer(Review(Pods.Annotated("k8srouter.io/port", "80")));

        Assert.False((bool)response["allowed"]!);
        var status = response["status"]!;
        Assert.Equal((422, "Invalid"), ((int)status["code"]!, (string?)status["reason"]));
        Assert.Equal("Pod \"web\" is invalid: metadata.annotations[k8srouter.io/port]: Invalid value: \"80\": must be a whole number from 1024 to 65535", (string?)status["message"]);
        Assert.Equal("metadata.annotations[k8srouter.io/port]", (string?)status["details"]!["causes"]![0]!["field"]);
        Assert.Null(response["patch"]);
    }

    [Fact]
    public void What_isnt_the_pods_fault_is_forbidden()
    {
        var response = Answer(Review(Pods.Web()), settings: new());

        Assert.Equal((403, "Forbidden"), ((int)response["status"]!["code"]!, (string?)response["status"]!["reason"]));
        Assert.StartsWith("the operator wasn't told which image to inject", (string?)response["status"]!["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE", "", "Pod")]
    [InlineData("DELETE", "", "Pod")]
    [InlineData("CREATE", "eviction", "Pod")]
    [InlineData("CREATE", "", "Deployment")]
    public void Only_the_creation_of_a_pod_is_ours(string operation, string subResource, string kind)
    {
        var review = Review(Pods.Web());
        review["request"]!["operation"] = operation;
        review["request"]!["subResource"] = subResource;
        review["request"]!["kind"]!["kind"] = kind;

        var response = Answer(review);

        Assert.True((bool)response["allowed"]!);
        Assert.Null(response["patch"]);
    }

    [Fact]
    public void A_decision_is_one_line_of_the_log_without_labels_and_one_count_told_after_the_answer()
    {
        var logger = new CapturingLogger();
        var counted = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, _meter) && instrument.Name == "k8srouter_injection_total")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Add((string)tags[0].Value!));
        listener.Start();
        var pod = Pods.Of("metadata: {generateName: web-, labels: {secret-label: a}}\nspec: {containers: [{name: web, image: web, env: [{name: A, value: sk-secret}]}]}\n");
        var reviews = Reviews(logger: logger);
        var review = Review(pod);
        review["request"]!["dryRun"] = true;
        using var document = AdmissionReviewReader.Parse(new(Encoding.UTF8.GetBytes(review.ToJsonString())));

        var tell = reviews.Answer(AdmissionReviewReader.Read(document.RootElement), new ArrayBufferWriter<byte>());
        Assert.Equal("", logger.All);
        Assert.Empty(counted);
        tell(TimeSpan.FromMilliseconds(1));

        var line = logger.All;
        Assert.Equal(1, logger.Count(5600));
        Assert.Contains($"Pod team-a/web-*: Injected, sidecar classic of {Pods.Image}, 0 warnings, dry run: True", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        Assert.Equal(["Injected"], counted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_sent_as_a_pod_is_answered_or_refused_as_none(int seed)
    {
        var random = new Random(seed);
        var reviews = Reviews();
        var (answered, refused) = (0, 0);
        for (var i = 0; i < 2_000; i++)
        {
            var pod = RandomPod.Of(random);
            for (var changes = random.Next(4); changes > 0; changes--)
                Mutate(pod, random);
            using var document = AdmissionReviewReader.Parse(new(Encoding.UTF8.GetBytes(Review(pod).ToJsonString())));
            var output = new ArrayBufferWriter<byte>();
            try
            {
                reviews.Answer(AdmissionReviewReader.Read(document.RootElement), output)(default);
                using var answer = JsonDocument.Parse(output.WrittenMemory);
                answered++;
            }
            catch (AdmissionException fault)
            {
                Assert.Equal(400, fault.Status);
                Assert.StartsWith("request.object isn't a pod: ", fault.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.True(answered > 100 && refused > 100, $"{answered} answered, {refused} refused");
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\ud800\": \"a\"}")]
    [InlineData("1e999")]
    [InlineData("12.5")]
    public void A_value_that_JSON_libraries_stumble_over_is_no_fault_of_ours(string value)
    {
        foreach (var place in new[] { "\"name\":\"web\",\"image\"", "\"generateName\"", "\"labels\"", "\"annotations\"" })
        {
            var text = Review(Pods.Of("metadata: {generateName: a, labels: {a: b}, annotations: {c: d}}\nspec: {containers: [{name: web, image: a}]}\n")).ToJsonString();
            var at = text.IndexOf(place, StringComparison.Ordinal) + place.Length + 1;
            Assert.True(at > place.Length);
            var end = text[at] == '{' ? text.IndexOf('}', at) + 1 : text.IndexOf('"', at + 1) + 1;
            var body = text[..at] + value + text[end..];
            try
            {
                using var document = AdmissionReviewReader.Parse(new(Encoding.UTF8.GetBytes(body)));
                Reviews().Answer(AdmissionReviewReader.Read(document.RootElement), new ArrayBufferWriter<byte>())(default);
            }
            catch (AdmissionException fault)
            {
                Assert.Equal(400, fault.Status);
            }
        }
    }

    [Fact]
    public void A_huge_pod_with_long_unknown_names_is_answered_soon()
    {
        var pod = Pods.Web();
        pod["metadata"]!["annotations"] = new JsonObject(Enumerable.Range(0, 5_000).Select(i => KeyValuePair.Create($"k8srouter.io/{i}{new string('x', 200)}", (JsonNode?)"y")));
        pod["spec"]!["containers"]![0]!["args"] = new JsonArray([.. Enumerable.Range(0, 100_000).Select(_ => (JsonNode)"0123456789")]);

        var response = Answer(Review(pod));

        Assert.True((bool)response["allowed"]!);
        Assert.Equal(16, response["warnings"]!.AsArray().Count);
    }

    private static void Mutate(JsonObject pod, Random random)
    {
        JsonNode?[] values = [null, true, 1, -1.5, "text", new JsonArray(), new JsonArray(1, "a"), new JsonObject(), new JsonObject { ["name"] = 1 }];
        JsonNode at = pod;
        while (true)
        {
            var children = at is JsonObject map ? map.Count : ((JsonArray)at).Count;
            if (children == 0)
                return;
            var index = random.Next(children);
            var child = at is JsonObject fields ? fields.GetAt(index).Value : at[index];
            if (child is JsonObject or JsonArray && random.Next(4) > 0)
            {
                at = child;
                continue;
            }
            var value = values[random.Next(values.Length)]?.DeepClone();
            if (at is JsonObject owner)
                owner.SetAt(index, value);
            else
                at[index] = value;
            return;
        }
    }

    private PodReviews Reviews(InjectionSettings? settings = null, CapturingLogger? logger = null) => new(
        name => Pods.Workspace with { Name = name }, () => settings ?? Pods.Settings, () => Pods.OldServer, new(_meter),
        logger ?? (Microsoft.Extensions.Logging.ILogger)NullLogger.Instance);

    private JsonObject Answer(JsonObject review, InjectionSettings? settings = null)
    {
        using var document = AdmissionReviewReader.Parse(new(Encoding.UTF8.GetBytes(review.ToJsonString())));
        var output = new ArrayBufferWriter<byte>();
        Reviews(settings).Answer(AdmissionReviewReader.Read(document.RootElement), output)(default);
        return JsonNode.Parse(output.WrittenSpan)!["response"]!.AsObject();
    }

    private static JsonObject Review(JsonObject pod) => new()
    {
        ["apiVersion"] = "admission.k8s.io/v1",
        ["kind"] = "AdmissionReview",
        ["request"] = new JsonObject
        {
            ["uid"] = "uid-1",
            ["kind"] = new JsonObject { ["group"] = "", ["version"] = "v1", ["kind"] = "Pod" },
            ["namespace"] = "team-a",
            ["operation"] = "CREATE",
            ["object"] = pod.DeepClone(),
        },
    };
}
