using System.Text.Json.Nodes;
using K8sRouter.Operator.Injection;

namespace K8sRouter.Operator.Tests.Injection;

/// <summary>Whatever pod it is: the patch applies, the result is a valid pod with one sidecar, and nothing of the pod is lost.</summary>
public sealed class RandomPodTests
{
    private static readonly string[] OwnVariables = ["OPENAI_BASE_URL", "OPENAI_API_KEY", "ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY"];
    private static readonly string[] OwnAnnotations = ["k8srouter.io/sidecar-image", "k8srouter.io/sidecar-mode", "k8srouter.io/admin-port", "k8srouter.io/injection-revision"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_patched_pod_is_valid_and_holds_all_that_the_pod_held(int seed)
    {
        var random = new Random(seed);
        var reasons = new HashSet<string>();
        for (var i = 0; i < 1_500; i++)
        {
            var pod = RandomPod.Of(random);
            var original = pod.ToJsonString();
            var mode = random.Next(2) == 0 ? SidecarModes.Native : SidecarModes.Classic;

            var decision = Pods.Inject(pod, mode);
            Assert.Equal(original, pod.ToJsonString());
            Assert.NotEqual("", decision.Sentence);
            reasons.Add(decision.Reason);
            var patched = JsonPatch.Apply(pod, decision.Operations);
            if (decision.Verdict != InjectionVerdict.Injected)
            {
                Assert.True(decision.Operations.Count == 0 || decision.Verdict == InjectionVerdict.Skipped, original);
                continue;
            }
            AssertValid(patched, decision.Mode!);
            AssertKept(pod, patched);
            AssertProxiesPassedBy(pod, patched, decision);
            var again = Pods.Inject(patched, mode);
            Assert.True(again.Reason == InjectionReasons.Unchanged && again.Operations.Count == 0, $"{original}\n{again.Operations}");
        }
        string[] expected =
        [
            InjectionReasons.Injected, InjectionReasons.OptedOut, InjectionReasons.BadLabel, InjectionReasons.HostNetwork, InjectionReasons.MirrorPod, InjectionReasons.BadAnnotation,
            InjectionReasons.NameTaken, InjectionReasons.PortTaken, InjectionReasons.EqualUid, InjectionReasons.SharedProcessNamespace,
        ];
        Assert.Empty(expected.Except(reasons));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Another_injector_may_come_before_or_after(int seed)
    {
        var random = new Random(seed);
        var injected = 0;
        for (var i = 0; i < 1_000; i++)
        {
            var pod = RandomPod.Of(random);
            var agent = RandomPod.Container(random, "agent");
            agent.Remove("ports");
            var before = Pods.Inject(Foreign(pod, agent));
            if (before.Verdict != InjectionVerdict.Injected)
                continue;
            injected++;

            var one = JsonPatch.Apply(Foreign(pod, agent), before.Operations);
            var other = Foreign(Pods.Patched(pod), agent);
            other = JsonPatch.Apply(other, Pods.Inject(other).Operations);

            Assert.True(JsonNode.DeepEquals(one, other), $"{one}\n{other}");
        }
        Assert.True(injected > 300, $"only {injected} pods were injected");
    }

    private static JsonObject Foreign(JsonObject pod, JsonObject agent)
    {
        var result = pod.DeepClone().AsObject();
        result["spec"]!["containers"]!.AsArray().Add(agent.DeepClone());
        return result;
    }

    private static void AssertValid(JsonObject pod, string mode)
    {
        var containers = Of(pod, "initContainers").Concat(Of(pod, "containers")).ToList();
        AssertUnique(containers.Select(one => (string)one["name"]!));
        AssertUnique(Of(pod, "volumes").Select(one => (string)one["name"]!));
        Assert.All(containers, container => AssertUnique(container["env"]?.AsArray().Select(one => (string)one!["name"]!) ?? []));
        Assert.Contains(Of(pod, mode == SidecarModes.Native ? "initContainers" : "containers"), one => (string?)one["name"] == "k8srouter");
        var volumes = Of(pod, "volumes").Select(one => (string?)one["name"]).ToHashSet();
        Assert.All(Pods.Sidecar(pod)["volumeMounts"]!.AsArray(), mount => Assert.Contains((string?)mount!["name"], volumes));
        Assert.All(pod["metadata"]!["annotations"]!.AsObject(), mark => Assert.Equal(System.Text.Json.JsonValueKind.String, mark.Value!.GetValueKind()));
    }

    /// <summary>
    /// Whatever clients read, calls of the sidecar don't go to a proxy, both lists are the same, and nothing that one held is gone;
    /// where that can't be, a warning says so.
    /// </summary>
    private static void AssertProxiesPassedBy(JsonObject before, JsonObject after, InjectionDecision decision)
    {
        var regular = Of(after, "containers").Where(one => (string?)one["name"] != "k8srouter").ToList();
        foreach (var (own, patched, i) in Of(before, "containers").Select((own, i) => (own, regular[i], i)))
        {
            var had = Resolved(own);
            var has = Resolved(patched);
            string[] lists = ["NO_PROXY", "no_proxy"];
            if (!new[] { "HTTP_PROXY", "all_proxy" }.Any(proxy => had.GetValueOrDefault(proxy) is { Length: > 0 }))
            {
                Assert.All(lists, list => Assert.Equal(had.GetValueOrDefault(list), has.GetValueOrDefault(list)));
                continue;
            }
            if (decision.Warnings.Any(warning => warning.Message.Contains("the calls of the sidecar", StringComparison.Ordinal) && warning.Path.StartsWith($"spec.containers[{i}].", StringComparison.Ordinal)))
                continue;
            Assert.All(lists, list => Assert.Contains("127.0.0.1", has[list] == "*" ? "127.0.0.1" : has[list], StringComparison.Ordinal));
            // Two lists with which nothing goes wrong are left as they are.
            if (lists.Select(list => Pods.Variable(own, list)).All(list => list == "*" || list?.Contains("::1", StringComparison.Ordinal) is true))
                continue;
            Assert.True(Pods.Variable(patched, "NO_PROXY") == Pods.Variable(patched, "no_proxy"), $"{own}\n{patched}");
            foreach (var entry in lists.SelectMany(list => Entries(had.GetValueOrDefault(list))).Where(entry => entry != "*" && has["NO_PROXY"] != "*"))
                Assert.True(lists.All(list => Entries(has[list]).Contains(entry)), $"{entry}\n{own}\n{patched}");
        }
    }

    /// <summary>The variables as a kubelet makes them: a reference is to what stands before it, and stays as it is where nothing does.</summary>
    private static Dictionary<string, string> Resolved(JsonObject container)
    {
        var resolved = new Dictionary<string, string>();
        foreach (var variable in container["env"]?.AsArray() ?? [])
        {
            var name = (string)variable!["name"]!;
            resolved[name] = variable["valueFrom"] is not null
                ? $"from-{name.Replace("K8SROUTER_APP_", "", StringComparison.Ordinal)}"
                : resolved.Aggregate((string?)variable["value"] ?? "", (text, other) => text.Replace($"$({other.Key})", other.Value, StringComparison.Ordinal));
        }
        return resolved;
    }

    private static IEnumerable<string> Entries(string? list) =>
        list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(entry => !entry.Contains("$(", StringComparison.Ordinal)) ?? [];

    private static void AssertUnique(IEnumerable<string> names)
    {
        var all = names.ToList();
        Assert.Equal(all.Distinct(), all);
    }

    /// <summary>Without what is ours, the pods are the same, in the same order.</summary>
    private static void AssertKept(JsonObject before, JsonObject after)
    {
        foreach (var pod in new[] { before = before.DeepClone().AsObject(), after = after.DeepClone().AsObject() })
        {
            foreach (var list in new[] { "initContainers", "containers", "volumes" })
            {
                var items = pod["spec"]![list]?.AsArray() ?? [];
                foreach (var own in items.Where(one => ((string)one!["name"]!).StartsWith("k8srouter", StringComparison.Ordinal)).ToList())
                    items.Remove(own);
            }
        }
        StripVariables(before, after);
        Strip(before, after, "annotations", [.. OwnAnnotations, "k8srouter.io/injection-skipped", "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes", "kubectl.kubernetes.io/default-container"]);
        Strip(before, after, "labels", ["k8srouter.io/sidecar"]);
        DropEmpty(before);
        DropEmpty(after);
        Assert.True(JsonNode.DeepEquals(before, after), $"{before}\n{after}");
    }

    /// <summary>Of the pod's own variables none may be gone: only those that were added are taken away.</summary>
    private static void StripVariables(JsonObject before, JsonObject after)
    {
        foreach (var list in new[] { "initContainers", "containers" })
        {
            foreach (var (own, patched) in Of(before, list).Zip(Of(after, list)))
            {
                var had = own["env"]?.AsArray().Select(one => (string)one!["name"]!).ToHashSet() ?? [];
                var variables = patched["env"]?.AsArray() ?? [];
                // Another test looks at what becomes of these.
                foreach (var env in new[] { own, patched }.Select(one => one["env"]?.AsArray() ?? []))
                {
                    foreach (var proxy in env.Where(one => ((string)one!["name"]!).EndsWith("NO_PROXY", StringComparison.OrdinalIgnoreCase)).ToList())
                        env.Remove(proxy);
                }
                foreach (var added in variables.Where(one => OwnVariables.Contains((string)one!["name"]!) && !had.Contains((string)one["name"]!)).ToList())
                    variables.Remove(added);
            }
        }
    }

    private static void Strip(JsonObject before, JsonObject after, string marks, string[] names)
    {
        foreach (var pod in new[] { before, after })
        {
            foreach (var name in names)
                pod["metadata"]![marks]?.AsObject().Remove(name);
        }
    }

    /// <summary>An empty list or object is as good as none.</summary>
    private static void DropEmpty(JsonObject pod)
    {
        Drop(pod["metadata"]!.AsObject(), "annotations");
        Drop(pod["metadata"]!.AsObject(), "labels");
        Drop(pod["spec"]!.AsObject(), "initContainers");
        Drop(pod["spec"]!.AsObject(), "volumes");
        foreach (var container in Of(pod, "initContainers").Concat(Of(pod, "containers")))
            Drop(container, "env");
    }

    private static void Drop(JsonObject owner, string name)
    {
        if (owner[name] is null or JsonArray { Count: 0 } or JsonObject { Count: 0 })
            owner.Remove(name);
    }

    private static IEnumerable<JsonObject> Of(JsonObject pod, string list) => pod["spec"]![list]?.AsArray().Select(one => one!.AsObject()) ?? [];
}
