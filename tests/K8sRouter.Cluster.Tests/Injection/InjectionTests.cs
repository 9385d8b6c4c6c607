using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Operators;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Injection;

/// <summary>Pods that are really created, through an API server that asks the operator.</summary>
[Collection(ClusterCollection.Name)]
public sealed class InjectionTests(InjectingOperator injecting) : IClassFixture<InjectingOperator>
{
    private readonly TestCluster _cluster = injecting.Cluster;

    [Fact]
    public async Task A_pod_of_a_namespace_that_opted_in_is_stored_with_all_that_injection_gives_it()
    {
        string ns = await injecting.WorkspaceAsync();
        var golden = JsonNode.Parse(await File.ReadAllTextAsync(Repository.File("tests", "K8sRouter.Operator.Tests", "Injection", "Pods", "plain", "classic.json")))!["pod"]!;

        var stored = await injecting.CreateAsync(ns, InjectingOperator.Pod());

        // What the cluster gives: the operator's keys, the namespace's UID, and the hash over both.
        var space = JsonNode.Parse(await _cluster.Admin.GetStringAsync($"api/v1/namespaces/{ns}"))!;
        string[] keys = Variable(Sidecar(stored), "K8SROUTER_CONFIG_KEY")!.Split(',');
        Assert.Equal(2, keys.Distinct().Count());
        Set(Sidecar(golden), "K8SROUTER_CONFIG_KEY", string.Join(',', keys));
        Set(Sidecar(golden), "K8SROUTER_NAMESPACE_UID", (string)space["metadata"]!["uid"]!);
        golden["metadata"]!["annotations"]!["k8srouter.io/injection-revision"] = (string?)stored["metadata"]!["annotations"]!["k8srouter.io/injection-revision"];
        AssertWithin(golden, stored, "pod");
        Assert.Equal(2, stored["spec"]!["containers"]!.AsArray().Count);
        Assert.Equal(2, stored["spec"]!["volumes"]!.AsArray().Count);
        Assert.True(await injecting.Running.MetricAsync("k8srouter_injection_total", "reason=\"Injected\"") > 0);
        Assert.Contains($"Pod {ns}/web: Injected, sidecar classic of {InjectingOperator.Image}, 0 warnings, dry run: False", injecting.Running.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_that_nobody_asked_a_sidecar_for_are_stored_as_they_are()
    {
        string ns = await injecting.WorkspaceAsync(), elsewhere = await _cluster.CreateNamespaceAsync();
        var optedOut = InjectingOperator.Pod();
        optedOut["metadata"]!["labels"] = new JsonObject { ["k8srouter.io/inject"] = "disabled" };

        foreach (var stored in new[] { await injecting.CreateAsync(ns, optedOut), await injecting.CreateAsync(elsewhere, InjectingOperator.Pod()) })
        {
            Assert.Single(stored["spec"]!["containers"]!.AsArray());
            Assert.Null(stored["spec"]!["containers"]![0]!["env"]);
            Assert.Null(stored["metadata"]!["annotations"]);
        }
    }

    [Fact]
    public async Task A_pod_of_a_Deployment_knows_its_workload_although_it_has_no_name_yet()
    {
        string ns = await injecting.WorkspaceAsync();
        var pod = InjectingOperator.Pod();
        pod["metadata"] = JsonNode.Parse("""
            {"generateName": "web-abc-", "labels": {"pod-template-hash": "abc"},
             "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-abc", "uid": "0b7d9d1c-0000-4000-8000-000000000001", "controller": true}]}
            """);

        var stored = await injecting.CreateAsync(ns, pod);

        Assert.Equal("Deployment/web", Variable(stored["spec"]!["containers"]![0]!, "K8SROUTER_WORKLOAD"));
    }

    [Fact]
    public async Task A_pod_asks_for_itself_where_there_is_a_policy_and_is_refused_where_nothing_is_delivered()
    {
        string ns = await _cluster.CreateNamespaceAsync();
        var refused = await ApplyAsync(ns, "labels: {k8srouter.io/inject: enabled}");
        await _cluster.ApplyAsync(Manifests.Policy(ns));
        CommandResult created = null!;
        await Eventually.IsAsync(
            async () => (created = await ApplyAsync(ns, "labels: {k8srouter.io/inject: enabled}")).ExitCode == 0,
            TimeSpan.FromSeconds(60), () => created.Error);

        AssertRefused(
            refused, "Error from server (Forbidden)",
            $"admission webhook \"pod.inject.k8srouter.io\" denied the request: the pod asks for a sidecar by the label k8srouter.io/inject, and the namespace {ns} is no workspace, "
            + "so that there is no configuration for one: label the namespace k8srouter.io/inject=enabled or write a WorkspacePrivacyPolicy there, or take the label off the pod");
        Assert.NotNull((await PodAsync(ns))["metadata"]!["annotations"]!["k8srouter.io/sidecar-image"]);
    }

    [Fact]
    public async Task A_misspelt_label_is_told_even_where_nobody_opted_in() => AssertRefused(
        await ApplyAsync(await _cluster.CreateNamespaceAsync(), "labels: {k8srouter.io/inject: 'true'}"),
        "The Pod \"web\" is invalid", "metadata.labels[k8srouter.io/inject]: Unsupported value: \"true\": must be one of enabled, disabled");

    [Theory]
    [InlineData("annotations: {k8srouter.io/port: '80'}", "", "metadata.annotations[k8srouter.io/port]: Invalid value: \"80\": must be a whole number from 1024 to 65535")]
    [InlineData("annotations: {}", "ports: [{containerPort: 8787}]", "spec.containers[0].ports[0].containerPort: Invalid value: 8787: container \"web\" uses the sidecar's data port")]
    [InlineData("annotations: {}", "securityContext: {runAsUser: 21654}", "spec.containers[0].securityContext.runAsUser: Invalid value: 21654: is the sidecar's own user")]
    public async Task Kubectl_prints_what_keeps_a_sidecar_out_with_its_place(string metadata, string container, string text)
    {
        string ns = await injecting.WorkspaceAsync();

        AssertRefused(await ApplyAsync(ns, metadata, container), "The Pod \"web\" is invalid", text);
    }

    [Fact]
    public async Task Kubectl_prints_warnings_and_the_pod_is_created_all_the_same()
    {
        string ns = await injecting.WorkspaceAsync();

        var applied = await ApplyAsync(ns, "annotations: {k8srouter.io/memory-limits: 1Gi}", spec: "hostNetwork: false, restartPolicy: Never");

        Assert.Equal("", applied.ExitCode == 0 ? "" : applied.Error);
        Assert.Contains("Warning: metadata.annotations[k8srouter.io/memory-limits]: means nothing. Did you mean memory-limit?", applied.Error, StringComparison.Ordinal);
        Assert.Contains("Warning: spec.restartPolicy: the pod ends when its sidecar does", applied.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_on_the_nodes_network_is_created_without_and_bears_the_reason()
    {
        string ns = await injecting.WorkspaceAsync();

        var applied = await ApplyAsync(ns, "annotations: {}", spec: "hostNetwork: true");

        Assert.Contains("Warning: spec.hostNetwork: the pod shares the node's network", applied.Error, StringComparison.Ordinal);
        var stored = await PodAsync(ns);
        Assert.Single(stored["spec"]!["containers"]!.AsArray());
        Assert.Equal("HostNetwork", (string?)stored["metadata"]!["annotations"]!["k8srouter.io/injection-skipped"]);
    }

    [Fact]
    public async Task A_configuration_that_somebody_deleted_is_told_in_the_policy_the_pods_event_the_log_and_a_metric()
    {
        const string Registered = "k8srouter_webhook_registered", Which = "k8srouter-injection";
        string ns = await injecting.WorkspaceAsync();
        await _cluster.ApplyAsync(Manifests.Policy(ns));
        await injecting.Running.UntilLeadingAsync();
        await UntilAsync(async () => await InjectedAsync(ns) == "True/Injected", "the namespace is known");
        Assert.Equal(1, await injecting.Running.MetricAsync(Registered, Which));

        await injecting.WithoutConfigurationAsync(async () =>
        {
            await UntilAsync(async () => await injecting.Running.MetricAsync(Registered, Which) == 0, "it is missed");
            await injecting.CreateAsync(ns, InjectingOperator.Pod());

            await UntilAsync(async () => await InjectedAsync(ns) == "False/WebhookMissing", "the condition");
            string? note = null;
            await UntilAsync(async () => (note = await MissingNoteAsync(ns)) is not null, "the pod's event");
            Assert.Contains("as the MutatingWebhookConfiguration k8srouter-injection doesn't exist", note, StringComparison.Ordinal);
            Assert.Contains("New objects may pass the operator by: the MutatingWebhookConfiguration k8srouter-injection doesn't exist", injecting.Running.Log, StringComparison.Ordinal);
            Assert.Equal(System.Net.HttpStatusCode.OK, await injecting.Running.StatusOfAsync("readyz"));
        });

        await UntilAsync(async () => await InjectedAsync(ns) == "False/SidecarsMissing", "what is left of it");
        Assert.Equal(1, await injecting.Running.MetricAsync(Registered, Which));
    }

    [Fact]
    public async Task A_replica_that_is_told_to_end_injects_until_its_Service_leads_elsewhere()
    {
        string ns = await injecting.WorkspaceAsync();
        await _cluster.ApplyAsync("""
            apiVersion: v1
            kind: Endpoints
            metadata: {name: k8srouter-webhook, namespace: k8srouter-system}
            subsets: [{addresses: [{ip: 10.1.2.3, targetRef: {kind: Pod, name: operator-0}}], ports: [{port: 9443}]}]
            """);

        await injecting.WhileItEndsAsync(async () =>
        {
            await UntilAsync(async () => await injecting.Running.StatusOfAsync("readyz") != System.Net.HttpStatusCode.OK, "it isn't ready");
            // Longer than it would answer without anybody looking where the Service leads.
            for (int i = 0; i < 6; i++)
            {
                var stored = await injecting.CreateAsync(ns, InjectingOperator.Pod($"web-{i}"));
                Assert.True(stored["metadata"]!["annotations"]?["k8srouter.io/sidecar-image"] is not null, $"{stored}\n{injecting.Running.Log}");
                await Task.Delay(500);
            }
            await _cluster.DeleteAsync("api/v1/namespaces/k8srouter-system/endpoints/k8srouter-webhook");
        });
    }

    [Fact]
    public async Task A_native_sidecar_that_a_pod_insists_on_is_warned_of_and_refused_by_a_server_that_doesnt_know_it()
    {
        string ns = await injecting.WorkspaceAsync();

        var applied = await ApplyAsync(ns, "annotations: {k8srouter.io/sidecar-mode: native}");

        AssertRefused(
            applied, $"Warning: metadata.annotations[k8srouter.io/sidecar-mode]: native sidecars need Kubernetes 1.29, and the API server is {_cluster.ServerVersion}",
            "spec.initContainers[0].readinessProbe", "must not be set for init containers");
    }

    [Fact]
    public async Task A_container_that_another_webhook_adds_afterwards_finds_the_sidecar_too()
    {
        string ns = await injecting.WorkspaceAsync();
        await using var other = await AgentWebhook.StartAsync(_cluster, ns);

        var stored = await injecting.CreateAsync(ns, InjectingOperator.Pod());

        Assert.Equal(["k8srouter", "web", "agent"], stored["spec"]!["containers"]!.AsArray().Select(one => (string?)one!["name"]));
        Assert.Equal("http://127.0.0.1:8787/api/v1", Variable(stored["spec"]!["containers"]![2]!, "OPENAI_BASE_URL"));
        Assert.True(await injecting.Running.MetricAsync("k8srouter_injection_total", "reason=\"Completed\"") > 0);
    }

    [Fact]
    public async Task A_limit_that_the_sidecar_breaks_is_told_by_the_API_server_and_kept_by_an_annotation()
    {
        string ns = await injecting.WorkspaceAsync();
        await _cluster.ApplyAsync($"apiVersion: v1\nkind: LimitRange\nmetadata: {{name: small, namespace: {ns}}}\nspec: {{limits: [{{type: Container, max: {{memory: 256Mi}}}}]}}\n");
        const string Small = "resources: {limits: {memory: 64Mi}}";

        // The API server takes a moment to learn of a limit.
        CommandResult refused = null!;
        await Eventually.IsAsync(
            async () => (refused = await ApplyAsync(ns, "annotations: {}", Small, dryRun: true)).ExitCode != 0, TimeSpan.FromSeconds(60), () => refused.Output);
        AssertRefused(refused, "(Forbidden)", "maximum memory usage per Container is 256Mi, but limit is 512Mi");

        Assert.Equal(0, (await ApplyAsync(ns, "annotations: {k8srouter.io/memory-limit: 256Mi}", Small)).ExitCode);
    }

    [Fact]
    public async Task A_quota_that_counts_CPU_limits_is_told_by_the_API_server_and_met_by_an_annotation()
    {
        string ns = await injecting.WorkspaceAsync();
        await _cluster.ApplyAsync($"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: cpu, namespace: {ns}}}\nspec: {{hard: {{limits.cpu: '2'}}}}\n");
        // A controller, which isn't here, would write the status.
        using var content = new StringContent("""{"status": {"hard": {"limits.cpu": "2"}, "used": {"limits.cpu": "0"}}}""", System.Text.Encoding.UTF8, "application/merge-patch+json");
        using var patched = await _cluster.Admin.PatchAsync($"api/v1/namespaces/{ns}/resourcequotas/cpu/status", content);
        patched.EnsureSuccessStatusCode();
        const string Small = "resources: {limits: {cpu: 500m}}";

        CommandResult refused = null!;
        await Eventually.IsAsync(
            async () => (refused = await ApplyAsync(ns, "annotations: {}", Small, dryRun: true)).ExitCode != 0, TimeSpan.FromSeconds(60), () => refused.Output);
        AssertRefused(refused, "(Forbidden)", "failed quota: cpu: must specify limits.cpu");

        Assert.Equal(0, (await ApplyAsync(ns, "annotations: {k8srouter.io/cpu-limit: 500m}", Small)).ExitCode);
    }

    [Fact]
    public async Task While_the_operator_is_down_a_pod_is_refused_where_it_must_not_run_bare_and_created_everywhere_else()
    {
        string strict = await injecting.WorkspaceAsync(), lenient = await injecting.WorkspaceAsync("ignore"), elsewhere = await _cluster.CreateNamespaceAsync();
        Assert.NotNull((await injecting.CreateAsync(lenient, InjectingOperator.Pod("before")))["metadata"]!["annotations"]!["k8srouter.io/sidecar-image"]);

        await injecting.WhileDownAsync(async () =>
        {
            AssertRefused(await ApplyAsync(strict), "(InternalError)", "failed calling webhook \"namespace.inject.k8srouter.io\"");
            AssertRefused(await ApplyAsync(elsewhere, "labels: {k8srouter.io/inject: enabled}"), "(InternalError)", "failed calling webhook \"pod.inject.k8srouter.io\"");
            Assert.Equal(0, (await ApplyAsync(strict, "labels: {k8srouter.io/inject: disabled}")).ExitCode);
            foreach (string ns in new[] { lenient, elsewhere })
            {
                Assert.Equal(0, (await ApplyAsync(ns)).ExitCode);
                Assert.Single((await PodAsync(ns))["spec"]!["containers"]!.AsArray());
            }
        });
    }

    [Fact]
    public async Task An_operator_without_an_image_says_so_at_its_start_and_to_whoever_creates_a_pod()
    {
        string ns = await injecting.WorkspaceAsync();

        await injecting.WithAsync(async () =>
        {
            CommandResult refused = null!;
            await Eventually.IsAsync(
                async () => (refused = await ApplyAsync(ns)).Error.Contains("denied the request", StringComparison.Ordinal), TimeSpan.FromSeconds(60), () => refused.Error);
            AssertRefused(refused, "(Forbidden)", "the operator wasn't told which image to inject: set K8SROUTER_SIDECAR_IMAGE in its Deployment");
            Assert.Contains("No image of the sidecar is set (K8SROUTER_SIDECAR_IMAGE)", injecting.Running.Log, StringComparison.Ordinal);
        });
    }

    private Task<CommandResult> ApplyAsync(string ns, string metadata = "annotations: {}", string container = "", string spec = "restartPolicy: Always", bool dryRun = false) =>
        _cluster.KubectlAsync(
            ["create", "-n", ns, "-f", "-", .. dryRun ? ["--dry-run=server"] : Array.Empty<string>()],
            $"apiVersion: v1\nkind: Pod\nmetadata: {{name: web, {metadata}}}\n"
            + $"spec: {{{spec}, containers: [{{name: web, image: web{(container.Length > 0 ? ", " + container : "")}}}]}}\n");

    private async Task<JsonNode> PodAsync(string ns) =>
        JsonNode.Parse(await _cluster.Admin.GetStringAsync($"api/v1/namespaces/{ns}/pods/web"))!;

    private Task<TimeSpan> UntilAsync(Func<Task<bool>> condition, string what) => Eventually.IsAsync(
        condition, TimeSpan.FromSeconds(30), () => $"{what}: it doesn't come about.\n{injecting.Running.Log}");

    /// <summary>What a workspace's policy says of its pods, such as <c>True/Injected</c>.</summary>
    private async Task<string> InjectedAsync(string ns)
    {
        var policy = JsonNode.Parse(await _cluster.Admin.GetStringAsync($"apis/k8srouter.io/v1alpha1/namespaces/{ns}/workspaceprivacypolicies/default"))!;
        var condition = policy["status"]?["conditions"]?.AsArray().FirstOrDefault(one => (string?)one!["type"] == "Injected");
        return $"{condition?["status"]}/{condition?["reason"]}";
    }

    private async Task<string?> MissingNoteAsync(string ns)
    {
        var events = JsonNode.Parse(await _cluster.Admin.GetStringAsync($"apis/events.k8s.io/v1/namespaces/{ns}/events"))!["items"]!.AsArray();
        return (string?)events.FirstOrDefault(one => (string?)one!["reason"] == "SidecarMissing")?["note"];
    }

    private static void AssertRefused(CommandResult result, params string[] texts)
    {
        Assert.NotEqual(0, result.ExitCode);
        Assert.All(texts, text => Assert.Contains(text, result.Error, StringComparison.Ordinal));
    }

    private static JsonNode Sidecar(JsonNode pod) =>
        pod["spec"]!["containers"]!.AsArray().Single(one => (string?)one!["name"] == "k8srouter")!;

    private static void Set(JsonNode container, string name, string value) =>
        container["env"]!.AsArray().Single(one => (string?)one!["name"] == name)!["value"] = value;

    private static string? Variable(JsonNode container, string name) =>
        (string?)container["env"]!.AsArray().Single(one => (string?)one!["name"] == name)!["value"];

    /// <summary>All that is expected is there, in its order; the API server fills in defaults beside it.</summary>
    private static void AssertWithin(JsonNode? expected, JsonNode? actual, string path)
    {
        switch (expected)
        {
            case JsonObject map:
                Assert.All(map, item => AssertWithin(item.Value, actual?[item.Key], $"{path}.{item.Key}"));
                break;
            case JsonArray list:
                Assert.True(actual is JsonArray found && found.Count >= list.Count, $"{path}: {actual}");
                for (int i = 0; i < list.Count; i++)
                    AssertWithin(list[i], actual![i], $"{path}[{i}]");
                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), $"{path}: {actual} in the place of {expected}");
                break;
        }
    }
}
