using System.Text.Json.Nodes;
using K8sRouter.Operator.Injection;

namespace K8sRouter.Operator.Tests.Injection;

public sealed class InjectorTests
{
    [Theory]
    [InlineData(SidecarModes.Native)]
    [InlineData(SidecarModes.Classic)]
    public void Injecting_twice_is_injecting_once(string mode)
    {
        var again = Pods.Inject(Pods.Patched(Pods.Web(), mode), mode);

        Assert.Equal(InjectionReasons.Unchanged, again.Reason);
        Assert.Empty(again.Operations);
    }

    [Fact]
    public void A_sidecar_gets_the_operators_keys_and_its_namespaces_UID_by_its_environment()
    {
        var sidecar = Pods.Sidecar(Pods.Patched(Pods.Web()));

        Assert.Equal("MFkw-current,MFkw-next", Pods.Variable(sidecar, "K8SROUTER_CONFIG_KEY"));
        Assert.Equal(Pods.Workspace.Uid, Pods.Variable(sidecar, "K8SROUTER_NAMESPACE_UID"));
        Assert.DoesNotContain("MFkw", Pods.Container(Pods.Patched(Pods.Web()), "web").ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_of_a_namespace_that_is_not_known_yet_gets_the_keys_and_no_UID()
    {
        var pod = Pods.Web();
        var sidecar = Pods.Sidecar(JsonPatch.Apply(pod, Pods.Inject(pod, ns: Pods.Workspace with { Uid = null }).Operations));

        Assert.NotNull(Pods.Variable(sidecar, "K8SROUTER_CONFIG_KEY"));
        Assert.Null(Pods.Variable(sidecar, "K8SROUTER_NAMESPACE_UID"));
    }

    [Fact]
    public void A_pod_with_the_sidecar_of_before_a_rotation_gets_the_keys_of_after_it()
    {
        var again = Pods.Inject(Pods.Patched(Pods.Web()), settings: Pods.Settings with { ConfigKey = "MFkw-next,MFkw-later" });
        Assert.Equal(InjectionReasons.Replaced, again.Reason);
    }

    [Fact]
    public void A_native_sidecar_starts_before_all_and_a_classic_one_before_its_neighbours()
    {
        var native = Pods.Patched(Pods.Web("initContainers: [{name: migrate, image: a}]"));
        var classic = Pods.Patched(Pods.Web("initContainers: [{name: migrate, image: a}]"), SidecarModes.Classic);

        Assert.Equal(["k8srouter", "migrate"], Names(native, "initContainers"));
        Assert.Equal("Always", (string?)Pods.Sidecar(native)["restartPolicy"]);
        Assert.Equal(["k8srouter", "web"], Names(classic, "containers"));
        Assert.Null(Pods.Sidecar(classic)["restartPolicy"]);
        Assert.Equal("web", (string?)classic["metadata"]!["annotations"]!["kubectl.kubernetes.io/default-container"]);
        Assert.Null(native["metadata"]!["annotations"]!["kubectl.kubernetes.io/default-container"]);
    }

    [Fact]
    public void Init_containers_get_addresses_only_where_the_sidecar_runs_before_them()
    {
        const string Spec = "initContainers: [{name: migrate, image: a}]";

        Assert.Equal("http://127.0.0.1:8787/api/v1", Pods.Variable(Pods.Container(Pods.Patched(Pods.Web(Spec)), "migrate"), "OPENAI_BASE_URL"));
        Assert.Null(Pods.Container(Pods.Patched(Pods.Web(Spec), SidecarModes.Classic), "migrate")["env"]);
    }

    [Fact]
    public void What_another_webhook_put_before_the_sidecar_gets_no_addresses_and_what_it_added_behind_does()
    {
        var pod = Pods.Patched(Pods.Web());
        pod["spec"]!["initContainers"]!.AsArray().Insert(0, Container("mesh-init"));
        pod["spec"]!["initContainers"]!.AsArray().Add(Container("warm"));
        pod["spec"]!["containers"]!.AsArray().Add(Container("agent"));

        var again = Pods.Inject(pod);
        var completed = JsonPatch.Apply(pod, again.Operations);

        Assert.Equal(InjectionReasons.Completed, again.Reason);
        Assert.Null(Pods.Container(completed, "mesh-init")["env"]);
        Assert.Equal("k8srouter", Pods.Variable(Pods.Container(completed, "warm"), "OPENAI_API_KEY"));
        Assert.Equal("http://127.0.0.1:8787", Pods.Variable(Pods.Container(completed, "agent"), "ANTHROPIC_BASE_URL"));
        Assert.Equal(InjectionReasons.Unchanged, Pods.Inject(completed).Reason);
    }

    [Fact]
    public void What_another_webhook_made_of_the_sidecar_stays()
    {
        var pod = Pods.Patched(Pods.Web());
        Pods.Sidecar(pod)["image"] = "mirror.example.com/k8srouter-sidecar:1";
        Pods.Sidecar(pod)["resources"]!["requests"]!["memory"] = "256Mi";
        Pods.Sidecar(pod)["volumeMounts"]!.AsArray().Add(new JsonObject { ["name"] = "token", ["mountPath"] = "/var/run/secrets/kubernetes.io/serviceaccount" });

        Assert.Equal(InjectionReasons.Unchanged, Pods.Inject(pod).Reason);
    }

    [Fact]
    public void A_native_sidecar_whose_policy_another_webhook_dropped_is_mended()
    {
        var pod = Pods.Patched(Pods.Web());
        Pods.Sidecar(pod).Remove("restartPolicy");

        var again = Pods.Inject(pod);

        Assert.Equal(InjectionReasons.Replaced, again.Reason);
        Assert.Equal("Always", (string?)Pods.Sidecar(JsonPatch.Apply(pod, again.Operations))["restartPolicy"]);
    }

    [Theory]
    [InlineData(SidecarModes.Native)]
    [InlineData(SidecarModes.Classic)]
    public void A_pod_that_was_copied_with_an_older_sidecar_gets_the_new_one_in_its_place(string mode)
    {
        var older = JsonPatch.Apply(Pods.Web(), Pods.Inject(Pods.Web(), mode, settings: new() { Image = "sidecar:old", SpoolSize = "2Gi" }).Operations);
        older["metadata"]!["annotations"]!["k8srouter.io/injection-skipped"] = "HostNetwork";

        var decision = Pods.Inject(older, mode);
        var result = JsonPatch.Apply(older, decision.Operations);

        Assert.Equal(InjectionReasons.Replaced, decision.Reason);
        Assert.True(JsonNode.DeepEquals(Pods.Patched(Pods.Web(), mode), result), result.ToJsonString());
    }

    [Fact]
    public void A_copy_that_asks_for_another_port_gets_new_addresses_in_the_place_of_those_that_were_injected()
    {
        var pod = Pods.Patched(Pods.Web("initContainers: [{name: own, image: a, env: [{name: OPENAI_BASE_URL, value: 'http://elsewhere'}]}]"));
        pod["metadata"]!["annotations"]!["k8srouter.io/port"] = "9000";

        var result = Pods.Patched(pod);

        Assert.Equal("9000", Pods.Variable(Pods.Sidecar(result), "K8SROUTER_PORT"));
        Assert.Equal("http://127.0.0.1:9000/api/v1", Pods.Variable(Pods.Container(result, "web"), "OPENAI_BASE_URL"));
        Assert.Equal("http://127.0.0.1:9000", Pods.Variable(Pods.Container(result, "web"), "ANTHROPIC_BASE_URL"));
        Assert.Equal("http://elsewhere", Pods.Variable(Pods.Container(result, "own"), "OPENAI_BASE_URL"));
    }

    [Fact]
    public void A_copy_in_another_mode_has_one_sidecar()
    {
        var pod = Pods.Patched(Pods.Web());
        pod["metadata"]!["annotations"]!["k8srouter.io/sidecar-mode"] = "classic";

        var result = Pods.Patched(pod);

        Assert.Equal([], Names(result, "initContainers"));
        Assert.Equal(["k8srouter", "web"], Names(result, "containers"));
        Assert.NotNull(Pods.Sidecar(result)["lifecycle"]!["postStart"]);
    }

    [Theory]
    [InlineData(SidecarModes.Auto, true, null, SidecarModes.Native)]
    [InlineData(SidecarModes.Auto, false, null, SidecarModes.Classic)]
    [InlineData(SidecarModes.Native, false, null, SidecarModes.Native)]
    [InlineData(SidecarModes.Classic, true, null, SidecarModes.Classic)]
    [InlineData(SidecarModes.Auto, true, "classic", SidecarModes.Classic)]
    [InlineData(SidecarModes.Classic, false, "native", SidecarModes.Native)]
    public void The_pods_word_wins_over_the_operators_and_that_over_what_the_cluster_can_do(string setting, bool server, string? annotation, string expected)
    {
        var pod = annotation is null ? Pods.Web() : Pods.Annotated("k8srouter.io/sidecar-mode", annotation);

        var decision = Injector.Inject(pod, Pods.Workspace, Pods.Settings with { Mode = setting }, server ? ServerFeatures.Native : Pods.OldServer);

        Assert.Equal(expected, decision.Mode);
        Assert.Equal(
            expected == SidecarModes.Native && !server,
            decision.Warnings.Any(warning => warning.Message.StartsWith("native sidecars need Kubernetes 1.29, and the API server is v1.20.2", StringComparison.Ordinal)));
    }

    [Fact]
    public void While_the_nodes_arent_known_nobody_guesses_a_mode()
    {
        var decision = Injector.Inject(Pods.Web(), Pods.Workspace, Pods.Settings, ServerFeatures.Unknown);

        Assert.Equal((InjectionVerdict.Refused, InjectionReasons.NotYetKnown), (decision.Verdict, decision.Reason));
        Assert.Equal(InjectionVerdict.Injected, Injector.Inject(Pods.Web(), Pods.Workspace, Pods.Settings with { Mode = SidecarModes.Classic }, ServerFeatures.Unknown).Verdict);
    }

    [Theory]
    [InlineData("labels: {k8srouter.io/inject: disabled}", InjectionReasons.OptedOut)]
    [InlineData("annotations: {kubernetes.io/config.mirror: abc}", InjectionReasons.MirrorPod)]
    public void Some_pods_are_left_alone_even_where_all_others_get_a_sidecar(string metadata, string reason)
    {
        var decision = Pods.Inject(Pods.Web(metadata: metadata));

        Assert.Equal((InjectionVerdict.Skipped, reason), (decision.Verdict, decision.Reason));
        Assert.Empty(decision.Operations);
    }

    [Theory]
    [InlineData("hostNetwork: true", InjectionReasons.HostNetwork)]
    [InlineData("os: {name: windows}", InjectionReasons.Windows)]
    [InlineData("nodeSelector: {kubernetes.io/os: windows}", InjectionReasons.Windows)]
    [InlineData("nodeSelector: {beta.kubernetes.io/os: windows}", InjectionReasons.Windows)]
    [InlineData("nodeSelector: {node.kubernetes.io/windows-build: 10.0.20348}", InjectionReasons.Windows)]
    [InlineData("affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/os, operator: In, values: [windows]}]}]}}}", InjectionReasons.Windows)]
    [InlineData("affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: beta.kubernetes.io/os, operator: NotIn, values: [linux]}]}]}}}", InjectionReasons.Windows)]
    [InlineData("tolerations: [{key: os, operator: Equal, value: windows, effect: NoSchedule}]", InjectionReasons.Windows)]
    [InlineData("tolerations: [{key: node.kubernetes.io/os, value: Windows}]", InjectionReasons.Windows)]
    [InlineData("securityContext: {windowsOptions: {runAsUserName: ContainerUser}}", InjectionReasons.Windows)]
    [InlineData("initContainers: [{name: a, image: a, securityContext: {windowsOptions: {hostProcess: true}}}]", InjectionReasons.Windows)]
    public void Pods_that_can_have_none_say_so_themselves_and_warn_their_author(string spec, string reason)
    {
        var decision = Pods.Inject(Pods.Web(spec));
        var result = JsonPatch.Apply(Pods.Web(spec), decision.Operations);

        Assert.Equal((InjectionVerdict.Skipped, reason), (decision.Verdict, decision.Reason));
        Assert.Equal(reason, (string?)result["metadata"]!["annotations"]!["k8srouter.io/injection-skipped"]);
        Assert.Single(decision.Warnings);
    }

    [Theory]
    [InlineData("os: {name: linux}, tolerations: [{key: os, value: windows}]")]
    [InlineData("nodeSelector: {kubernetes.io/os: linux}, securityContext: {windowsOptions: {runAsUserName: a}}")]
    [InlineData("affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/os, operator: In, values: [linux]}]}]}}}, tolerations: [{key: os, value: windows}]")]
    [InlineData("affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/os, operator: In, values: [windows, linux]}]}]}}}")]
    [InlineData("affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/os, operator: In, values: [windows]}]}, {matchExpressions: [{key: zone, operator: Exists}]}]}}}")]
    [InlineData("affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchExpressions: [{key: kubernetes.io/os, operator: In, values: [windows]}]}}]}}")]
    [InlineData("tolerations: [{operator: Exists}, {key: gpu, value: windows}]")]
    [InlineData("securityContext: {windowsOptions: {}}")]
    public void A_pod_that_may_run_on_Linux_gets_its_sidecar(string spec) =>
        Assert.Equal(InjectionReasons.Injected, Pods.Inject(Pods.Web(spec)).Reason);

    [Fact]
    public void Elsewhere_a_pod_gets_a_sidecar_if_it_asks_and_a_configuration_is_delivered_there()
    {
        var asks = Pods.Web(metadata: "labels: {k8srouter.io/inject: enabled}");
        var elsewhere = new NamespaceFacts { Name = "team-b", IsWorkspace = true };

        Assert.Equal(InjectionReasons.Injected, Pods.Inject(asks, ns: elsewhere).Reason);
        Assert.Equal(InjectionReasons.NotOptedIn, Pods.Inject(Pods.Web(), ns: elsewhere).Reason);
        Assert.Equal(InjectionReasons.NotYetKnown, Pods.Inject(asks, ns: elsewhere with { IsWorkspace = null }).Reason);
        var none = Pods.Inject(asks, ns: elsewhere with { IsWorkspace = false });
        Assert.Equal(InjectionReasons.NotAWorkspace, none.Reason);
        Assert.Contains("label the namespace k8srouter.io/inject=enabled or write a WorkspacePrivacyPolicy there", none.Sentence, StringComparison.Ordinal);
        var system = Pods.Inject(asks, ns: elsewhere with { IsSystem = true });
        Assert.Equal((InjectionVerdict.Skipped, InjectionReasons.SystemNamespace), (system.Verdict, system.Reason));
    }

    [Fact]
    public void Without_an_image_a_pod_is_refused_with_what_to_do()
    {
        var decision = Pods.Inject(Pods.Web(), settings: new());

        Assert.Equal((InjectionVerdict.Refused, InjectionReasons.NoSidecarImage), (decision.Verdict, decision.Reason));
        Assert.Contains("K8SROUTER_SIDECAR_IMAGE", decision.Sentence, StringComparison.Ordinal);
        Assert.Equal(InjectionVerdict.Skipped, Pods.Inject(Pods.Web("hostNetwork: true"), settings: new()).Verdict);
    }

    [Theory]
    [InlineData("labels: {k8srouter.io/inject: yes-please}", "", "BadLabel", "metadata.labels[k8srouter.io/inject]: Unsupported value: \"yes-please\": must be one of enabled, disabled")]
    [InlineData("", "shareProcessNamespace: true", "SharedProcessNamespace", "spec.shareProcessNamespace: Invalid value: true: the other containers could read the sidecar's keys by way of /proc")]
    [InlineData("", "securityContext: {runAsUser: 21654}", "EqualUid", "spec.securityContext.runAsUser: Invalid value: 21654: is the sidecar's own user")]
    [InlineData("", "initContainers: [{name: a, image: a, securityContext: {runAsUser: 21654}}]", "EqualUid", "spec.initContainers[0].securityContext.runAsUser")]
    [InlineData("", "initContainers: [{name: k8srouter, image: a}]", "NameTaken", "spec.initContainers[0].name: Invalid value: \"k8srouter\": is the name of the sidecar that is injected")]
    [InlineData("labels: {k8srouter.io/sidecar: injected}", "initContainers: [{name: k8srouter, image: a}]", "NameTaken", "spec.initContainers[0].name")]
    [InlineData("", "initContainers: [{name: a, image: a, volumeMounts: [{name: k8srouter-config, mountPath: /x}]}]", "NameTaken", "spec.initContainers[0].volumeMounts[0].name: Invalid value: \"k8srouter-config\": is a volume with the sidecar's keys or records")]
    [InlineData("", "volumes: [{name: a}, {name: k8srouter-config, emptyDir: {}}]", "NameTaken", "spec.volumes[1].name: Invalid value: \"k8srouter-config\": is the name of a volume that is injected")]
    [InlineData("", "initContainers: [{name: a, image: a, ports: [{containerPort: 1}, {containerPort: 8787}]}]", "PortTaken", "spec.initContainers[0].ports[1].containerPort: Invalid value: 8787: container \"a\" uses the sidecar's data port, and all containers of a pod share their ports: give the sidecar another by the pod's annotation k8srouter.io/port")]
    [InlineData("", "initContainers: [{name: a, image: a, ports: [{containerPort: 8788, hostPort: 80, protocol: TCP}]}]", "PortTaken", "annotation k8srouter.io/admin-port")]
    [InlineData("", "initContainers: [{name: a, image: a, startupProbe: {tcpSocket: {port: 8787}}}]", "PortTaken", "spec.initContainers[0].startupProbe.tcpSocket.port")]
    public void What_keeps_a_sidecar_out_is_named_with_the_place_and_what_to_do(string metadata, string spec, string reason, string text)
    {
        var decision = Pods.Inject(Pods.Web(spec, metadata));

        Assert.Equal((InjectionVerdict.Refused, reason), (decision.Verdict, decision.Reason));
        Assert.Contains(text, decision.Sentence, StringComparison.Ordinal);
        Assert.Empty(decision.Operations);
    }

    [Theory]
    [InlineData("initContainers: [{name: a, image: a, ports: [{containerPort: 8787, protocol: UDP}]}]")]
    [InlineData("initContainers: [{name: a, image: a, ports: [{containerPort: 80, hostPort: 8787}], livenessProbe: {httpGet: {port: http}}}]")]
    [InlineData("shareProcessNamespace: false, securityContext: {runAsUser: 1654}")]
    [InlineData("volumes: null, initContainers: null, securityContext: null")]
    public void What_only_looks_like_it_keeps_nothing_out(string spec) =>
        Assert.Equal(InjectionReasons.Injected, Pods.Inject(Pods.Web(spec)).Reason);

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var decision = Pods.Inject(Pods.Web("shareProcessNamespace: true, volumes: [{name: k8srouter-spool}]", "annotations: {k8srouter.io/port: '1'}"));

        Assert.Equal(["BadAnnotation", "NameTaken", "SharedProcessNamespace"], decision.Problems.Select(problem => problem.Reason));
    }

    [Fact]
    public void A_thousand_variables_and_a_hundred_containers_are_kept_in_their_order()
    {
        var pod = Pods.Web();
        Pods.Container(pod, "web")["env"] = new JsonArray([.. Enumerable.Range(0, 1000).Select(i => new JsonObject { ["name"] = $"V{i}", ["value"] = $"{i}" })]);
        for (var i = 0; i < 100; i++)
            pod["spec"]!["containers"]!.AsArray().Add(Container($"c{i}"));

        var result = Pods.Patched(pod);

        Assert.Equal(Names(pod, "containers"), Names(result, "containers"));
        var variables = Pods.Container(result, "web")["env"]!.AsArray();
        Assert.Equal(1004, variables.Count);
        Assert.Equal("V999", (string?)variables[999]!["name"]);
        Assert.Equal("k8srouter", Pods.Variable(Pods.Container(result, "c99"), "OPENAI_API_KEY"));
    }

    [Fact]
    public void The_patch_adds_and_replaces_nothing_of_the_pod()
    {
        var pod = Pods.Web("volumes: [{name: data, emptyDir: {}}]", "labels: {a: b}, annotations: {c: d}");

        Assert.All(Pods.Inject(pod).Operations, operation => Assert.Equal("add", (string?)operation!["op"]));
    }

    [Fact]
    public void The_sidecar_has_all_that_a_restricted_namespace_demands_of_each_container_and_only_volumes_that_it_allows()
    {
        foreach (var mode in new[] { SidecarModes.Native, SidecarModes.Classic })
        {
            var pod = Pods.Patched(Pods.Web(), mode);
            var security = Pods.Sidecar(pod)["securityContext"]!;

            Assert.True((bool?)security["runAsNonRoot"]);
            Assert.Equal(21654, (int?)security["runAsUser"]);
            Assert.False((bool?)security["allowPrivilegeEscalation"]);
            Assert.True((bool?)security["readOnlyRootFilesystem"]);
            Assert.Null(security["privileged"]);
            Assert.Equal("""{"drop":["ALL"]}""", security["capabilities"]!.ToJsonString());
            Assert.Equal("""{"type":"RuntimeDefault"}""", security["seccompProfile"]!.ToJsonString());
            Assert.All(pod["spec"]!["volumes"]!.AsArray(), volume => Assert.Contains(volume!.AsObject().Last().Key, new[] { "projected", "emptyDir" }));
            Assert.All(Pods.Sidecar(pod)["ports"]!.AsArray(), port => Assert.Null(port!["hostPort"]));
        }
    }

    [Fact]
    public void Configuration_and_credentials_are_mounted_in_the_sidecar_alone_read_only_and_may_be_missing()
    {
        var pod = Pods.Patched(Pods.Web());
        var mount = Pods.Sidecar(pod)["volumeMounts"]!.AsArray().Single(one => (string?)one!["name"] == "k8srouter-config")!;
        var volume = pod["spec"]!["volumes"]!.AsArray().Single(one => (string?)one!["name"] == "k8srouter-config")!;

        Assert.True((bool?)mount["readOnly"]);
        Assert.Null(Pods.Container(pod, "web")["volumeMounts"]);
        Assert.All(volume["projected"]!["sources"]!.AsArray(), source => Assert.True((bool?)source!.AsObject().Single().Value!["optional"]));
        Assert.Equal(Convert.ToInt32("444", 8), (int?)volume["projected"]!["defaultMode"]);
    }

    [Theory]
    [InlineData("1Gi", "536870912", "268435456")]
    [InlineData("64Mi", "33554432", "16777216")]
    [InlineData("1.5G", "750000000", "375000000")]
    public void The_journal_may_take_half_of_the_spool_and_the_folder_store_a_quarter(string size, string journal, string store)
    {
        var sidecar = Pods.Sidecar(Pods.Patched(Pods.Annotated("k8srouter.io/spool-size", size)));

        Assert.Equal(journal, Pods.Variable(sidecar, "K8SROUTER_VOLUME_LIMIT"));
        Assert.Equal(store, Pods.Variable(sidecar, "K8SROUTER_STORE_LIMIT"));
    }

    private static JsonObject Container(string name) => new() { ["name"] = name, ["image"] = "a" };

    private static IEnumerable<string?> Names(JsonObject pod, string list) => pod["spec"]![list]!.AsArray().Select(one => (string?)one!["name"]);
}
