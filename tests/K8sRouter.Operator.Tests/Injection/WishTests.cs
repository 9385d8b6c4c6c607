using K8sRouter.Operator.Injection;

namespace K8sRouter.Operator.Tests.Injection;

/// <summary>What annotations do, and what they can't.</summary>
public sealed class WishTests
{
    [Theory]
    [InlineData("port", "80", "must be a whole number from 1024 to 65535")]
    [InlineData("port", "+8080", "must be a whole number from 1024 to 65535")]
    [InlineData("port", "65536", "must be a whole number from 1024 to 65535")]
    [InlineData("port", "8788", "is the data port and the admin port at once")]
    [InlineData("admin-port", "", "must be a whole number from 1024 to 65535")]
    [InlineData("cpu-request", "100 m", "must be a quantity such as 100m or 0.5, at least 1m")]
    [InlineData("cpu-limit", "10m", "must be at most the limit", "cpu-request", "20m")]
    [InlineData("memory-limit", "10Mi", "must be a quantity such as 256Mi or 1Gi, at least 64Mi")]
    [InlineData("memory-limit", "512", "must be a quantity such as 256Mi or 1Gi, at least 64Mi")]
    [InlineData("memory-request", "1GB", "must be a quantity such as 256Mi or 1Gi, at least 64Mi")]
    [InlineData("memory-limit", "256Mi", "must be at most the limit, which k8srouter.io/memory-limit sets to 256Mi", "memory-request", "257Mi")]
    [InlineData("spool-size", "-1Gi", "must be a quantity such as 256Mi or 1Gi, at least 64Mi")]
    [InlineData("log-level", "Debug", "must be one of debug, information, warning, error")]
    [InlineData("drain-time", "30", "must be a time of at least 1s: write 500ms, 90s, 10m or 24h")]
    [InlineData("drain-time", "200ms", "must be a time of at least 1s")]
    [InlineData("sidecar-mode", "auto", "must be one of native, classic")]
    public void A_value_that_means_nothing_is_refused_with_what_is_taken(string name, string value, string text, string? other = null, string? otherValue = null)
    {
        var pod = Pods.Annotated($"k8srouter.io/{name}", value);
        if (other is not null)
            pod["metadata"]!["annotations"]![$"k8srouter.io/{other}"] = otherValue;

        var decision = Pods.Inject(pod);

        Assert.Equal(InjectionReasons.BadAnnotation, decision.Reason);
        Assert.Contains($"metadata.annotations[k8srouter.io/{other ?? name}]", decision.Sentence, StringComparison.Ordinal);
        Assert.Contains($"\"{otherValue ?? value}\": {text}", decision.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_value_with_line_breaks_is_shown_cut_and_on_one_line()
    {
        var decision = Pods.Inject(Pods.Annotated("k8srouter.io/log-level", "a\r\n" + new string('b', 100_000)));

        Assert.Contains("\"a  bbb", decision.Sentence, StringComparison.Ordinal);
        Assert.True(decision.Sentence.Length < 300, decision.Sentence);
    }

    [Theory]
    [InlineData(null, null, "128Mi", "512Mi")]
    [InlineData(null, "64Mi", "64Mi", "64Mi")]
    [InlineData("1Gi", null, "1Gi", "1Gi")]
    [InlineData("100Mi", "2Gi", "100Mi", "2Gi")]
    public void One_amount_carries_the_other_along(string? request, string? limit, string wantedRequest, string wantedLimit)
    {
        var pod = Pods.Annotated("a", "b");
        if (request is not null)
            pod["metadata"]!["annotations"]!["k8srouter.io/memory-request"] = request;
        if (limit is not null)
            pod["metadata"]!["annotations"]!["k8srouter.io/memory-limit"] = limit;

        var resources = Pods.Sidecar(Pods.Patched(pod))["resources"]!;

        Assert.Equal(wantedRequest, (string?)resources["requests"]!["memory"]);
        Assert.Equal(wantedLimit, (string?)resources["limits"]!["memory"]);
        Assert.Equal("50m", (string?)resources["requests"]!["cpu"]);
        Assert.Null(resources["limits"]!["cpu"]);
    }

    [Theory]
    [InlineData(null, "500m/500m", "512Mi/512Mi", "metadata.annotations[k8srouter.io/cpu-limit]")]
    [InlineData("cpu-limit=1", "1/1", "512Mi/512Mi", null)]
    [InlineData("cpu-request=200m", "200m/200m", "512Mi/512Mi", null)]
    [InlineData("cpu-limit=1,memory-request=256Mi", "1/1", "256Mi/256Mi", null)]
    [InlineData("cpu-limit=1,cpu-request=1000m,memory-limit=1Gi", "1000m/1", "1Gi/1Gi", null)]
    [InlineData("cpu-limit=1,cpu-request=100m", "100m/1", "512Mi/512Mi", "metadata.annotations[k8srouter.io/cpu-request]")]
    public void A_guaranteed_pod_stays_so_unless_its_own_annotations_say_otherwise(string? annotations, string cpu, string memory, string? warned)
    {
        var pod = Guaranteed();
        foreach (var pair in annotations?.Split(',').Select(item => item.Split('=')) ?? [])
            pod["metadata"]!["annotations"]![$"k8srouter.io/{pair[0]}"] = pair[1];

        var decision = Pods.Inject(pod);
        var resources = Pods.Sidecar(JsonPatch.Apply(pod, decision.Operations))["resources"]!;

        Assert.Equal(cpu, $"{resources["requests"]!["cpu"]}/{resources["limits"]!["cpu"]}");
        Assert.Equal(memory, $"{resources["requests"]!["memory"]}/{resources["limits"]!["memory"]}");
        Assert.Equal(warned is null ? [] : [warned], decision.Warnings.Select(warning => warning.Path));
    }

    [Fact]
    public void What_the_operator_was_told_holds_for_the_sidecar_of_a_guaranteed_pod()
    {
        var decision = Pods.Inject(Guaranteed(), settings: Pods.Settings with { CpuLimit = "2", MemoryLimit = "1Gi" });
        var resources = Pods.Sidecar(JsonPatch.Apply(Guaranteed(), decision.Operations))["resources"]!;

        Assert.Equal("2/1Gi", $"{resources["requests"]!["cpu"]}/{resources["requests"]!["memory"]}");
        Assert.Empty(decision.Warnings);
    }

    [Theory]
    [InlineData("{limits: {cpu: 1, memory: 1Gi}}", true)]
    [InlineData("{limits: {cpu: '1', memory: 1Gi}, requests: {cpu: 1000m, memory: 1024Mi}}", true)]
    [InlineData("{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 500m}}", false)]
    [InlineData("{limits: {memory: 1Gi}}", false)]
    [InlineData("{requests: {cpu: 1, memory: 1Gi}}", false)]
    [InlineData("{}", false)]
    public void Guaranteed_is_a_pod_all_of_whose_containers_ask_for_their_limits(string resources, bool expected)
    {
        var pod = Guaranteed();
        pod["spec"]!["initContainers"] = Pods.Of($"{{list: [{{name: migrate, image: a, resources: {resources}}}]}}")["list"]!.DeepClone();

        Assert.Equal(expected, PodQuality.IsGuaranteed(pod));
        Assert.Equal(expected, PodQuality.IsGuaranteed(Pods.Patched(pod)));
    }

    [Theory]
    [InlineData(null, null, "25s", false)]
    [InlineData(120, null, "115s", false)]
    [InlineData(3, null, "1s", false)]
    [InlineData(0, null, "1s", false)]
    [InlineData(null, "28s", "28s", false)]
    [InlineData(null, "1500ms", "1500ms", false)]
    [InlineData(null, "2m", "25s", true)]
    [InlineData(1, "1s", "1s", false)]
    public void The_sidecar_ends_by_itself_before_the_pod_is_killed(int? grace, string? annotation, string expected, bool warned)
    {
        var pod = annotation is null ? Pods.Web() : Pods.Annotated("k8srouter.io/drain-time", annotation);
        pod["spec"]!["terminationGracePeriodSeconds"] = grace;

        var decision = Pods.Inject(pod);

        Assert.Equal(expected, Pods.Variable(Pods.Sidecar(Pods.Patched(pod)), "K8SROUTER_SHUTDOWN_GRACE"));
        Assert.Equal(warned, decision.Warnings.Any(warning => warning.Message.Contains("is cut to 25s", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("annotations", "k8srouter.io/memory-limits", "means nothing. Did you mean memory-limit?")]
    [InlineData("annotations", "k8srouter.io/inject", "is a label, and means nothing as an annotation")]
    [InlineData("labels", "k8srouter.io/port", "is an annotation, and means nothing as a label")]
    [InlineData("labels", "k8srouter.io/injected", "means nothing. Did you mean inject?")]
    public void A_name_of_ours_that_means_nothing_is_warned_of(string where, string name, string text)
    {
        var pod = Pods.Web();
        pod["metadata"]![where] = new System.Text.Json.Nodes.JsonObject { [name] = "disabled", ["example.com/port"] = "1" };

        var warning = Assert.Single(Pods.Inject(pod).Warnings);

        Assert.Equal($"metadata.{where}[{name}]", warning.Path);
        Assert.Contains(text, warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Never", true)]
    [InlineData("OnFailure", true)]
    [InlineData("Always", false)]
    public void A_classic_sidecar_warns_those_whose_pods_are_to_complete(string policy, bool warned)
    {
        bool Warned(string mode) => Pods.Inject(Pods.Web($"restartPolicy: {policy}"), mode).Warnings.Any(warning => warning.Path == "spec.restartPolicy");

        Assert.Equal(warned, Warned(SidecarModes.Classic));
        Assert.False(Warned(SidecarModes.Native));
    }

    private static System.Text.Json.Nodes.JsonObject Guaranteed() => Pods.Of(
        "{metadata: {name: web, annotations: {}}, spec: {containers: [{name: web, image: a, resources: {limits: {cpu: 1, memory: 1Gi}}}]}}");
}
