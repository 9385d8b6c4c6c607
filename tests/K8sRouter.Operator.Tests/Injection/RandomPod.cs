using System.Globalization;
using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Tests.Injection;

/// <summary>Pods of all shapes that an API server lets pass, with fields that nobody knows.</summary>
internal static class RandomPod
{
    private static readonly string[] Annotations =
    [
        "k8srouter.io/port=9000", "k8srouter.io/admin-port=9001", "k8srouter.io/cpu-request=0.2", "k8srouter.io/memory-limit=1Gi", "k8srouter.io/spool-size=300Mi",
        "k8srouter.io/log-level=warning", "k8srouter.io/drain-time=10s", "k8srouter.io/sidecar-mode=native", "k8srouter.io/sidecar-mode=classic", "k8srouter.io/unknown=a",
        "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes=a, b", "kubectl.kubernetes.io/default-container=c1", "with~tilde/and~1slash=x",
        "k8srouter.io/port=none", "k8srouter.io/injection-skipped=HostNetwork", "k8srouter.io/sidecar-image=old", "kubernetes.io/config.mirror=a",
    ];

    private static readonly string[] Labels =
        ["app=web", "k8srouter.io/inject=enabled", "k8srouter.io/inject=disabled", "k8srouter.io/inject=maybe", "k8srouter.io/sidecar=injected", "pod-template-hash=abc"];

    public static JsonObject Of(Random random)
    {
        var pod = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = Metadata(random), ["spec"] = Spec(random) };
        Future(random, pod);
        return pod;
    }

    private static JsonObject Metadata(Random random)
    {
        var metadata = new JsonObject { [random.Next(2) == 0 ? "name" : "generateName"] = $"pod-{random.Next(100)}" };
        if (random.Next(3) > 0)
            metadata["annotations"] = random.Next(6) == 0 ? null : Marks(random, Annotations);
        if (random.Next(3) > 0)
            metadata["labels"] = Marks(random, Labels);
        if (random.Next(3) == 0)
            metadata["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = random.Next(2) == 0 ? "ReplicaSet" : "Job", ["name"] = "web-abc", ["controller"] = true });
        Future(random, metadata);
        return metadata;
    }

    private static JsonObject Marks(Random random, string[] from) =>
        new(random.GetItems(from, random.Next(4)).Select(pair => pair.Split('=', 2)).DistinctBy(pair => pair[0]).Select(pair => KeyValuePair.Create(pair[0], (JsonNode?)pair[1])));

    private static JsonObject Spec(Random random)
    {
        var spec = new JsonObject();
        var names = 0;
        string Name() => random.Next(60) == 0 ? "k8srouter" : string.Create(CultureInfo.InvariantCulture, $"c{++names}");
        if (random.Next(2) == 0)
            spec["initContainers"] = random.Next(8) == 0 ? null : Containers(random, random.Next(4), Name);
        spec["containers"] = Containers(random, 1 + random.Next(4), Name);
        if (random.Next(2) == 0)
            spec["volumes"] = new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(i => new JsonObject { ["name"] = random.Next(60) == 0 ? "k8srouter-spool" : $"v{i}", ["emptyDir"] = new JsonObject() })]);
        if (random.Next(3) == 0)
            spec["terminationGracePeriodSeconds"] = random.Next(100);
        if (random.Next(3) == 0)
            spec["restartPolicy"] = "OnFailure";
        if (random.Next(3) == 0)
            spec["securityContext"] = new JsonObject { ["runAsUser"] = random.Next(20) == 0 ? 21654 : 1000 };
        foreach (var flag in new[] { "hostNetwork", "shareProcessNamespace", "hostPID" })
        {
            if (random.Next(12) == 0)
                spec[flag] = random.Next(2) == 0;
        }
        Future(random, spec);
        return spec;
    }

    private static JsonArray Containers(Random random, int count, Func<string> name) =>
        new([.. Enumerable.Range(0, count).Select(_ => Container(random, name()))]);

    public static JsonObject Container(Random random, string name)
    {
        var container = new JsonObject { ["name"] = name, ["image"] = "image" };
        if (random.Next(2) == 0)
        {
            string[] variables = ["A", "OPENAI_BASE_URL", "OPENAI_API_KEY", "ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "HTTP_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];
            string[] values = ["x", "x,.svc", "*", "", "$(A),y", "$(NO_PROXY),z", "localhost, 127.0.0.1,::1"];
            container["env"] = random.Next(6) == 0 ? null : new JsonArray([.. random.GetItems(variables, random.Next(7)).Distinct().Select(variable =>
                random.Next(3) > 0 ? new JsonObject { ["name"] = variable, ["value"] = values[random.Next(values.Length)] } : new JsonObject { ["name"] = variable, ["valueFrom"] = new JsonObject() })]);
        }
        if (random.Next(4) == 0)
            container["envFrom"] = new JsonArray([.. Enumerable.Range(0, random.Next(2)).Select(_ => new JsonObject { ["secretRef"] = new JsonObject { ["name"] = "s" } })]);
        if (random.Next(4) == 0)
            container["ports"] = new JsonArray(new JsonObject { ["containerPort"] = random.Next(10) == 0 ? 8787 : 8080 });
        if (random.Next(4) == 0)
            container["livenessProbe"] = new JsonObject { ["httpGet"] = new JsonObject { ["port"] = random.Next(2) == 0 ? 8080 : "http" } };
        Future(random, container);
        return container;
    }

    private static void Future(Random random, JsonObject owner)
    {
        if (random.Next(3) == 0)
            owner[$"future{random.Next(3)}"] = JsonNode.Parse("""{"a": [1, 2.50, null, {"b": true}], "c~/d": "e"}""");
    }
}
