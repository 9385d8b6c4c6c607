using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Injection;

/// <summary>The container that is injected, and its volumes.</summary>
internal sealed record SidecarContainer
{
    public const string ConfigMount = "/etc/k8srouter";

    public const string SpoolMount = "/var/lib/k8srouter";

    /// <summary>Path of the program in the image, for the hook: the image's own entrypoint runs it otherwise.</summary>
    private const string Program = "/app/K8sRouter.Sidecar";

    /// <summary>
    /// As long as a native sidecar's startup probe goes on: a node on which a whole deployment starts at once needs its time, and
    /// a sidecar that is killed for it needs as much again.
    /// </summary>
    private const string HoldLimit = "300s";

    /// <summary>Readable for a user that isn't root; the mount, in one container alone, is the wall.</summary>
    private const int ConfigMode = 0x124;

    private const int RevisionLength = 16;

    public required JsonObject Json { get; init; }

    public required IReadOnlyList<JsonObject> Volumes { get; init; }

    /// <summary>Hash of all that, for a look at a pod that has it already.</summary>
    public required string Revision { get; init; }

    public static SidecarContainer Of(
        JsonObject pod, SidecarWishes wishes, InjectionSettings settings, NamespaceFacts @namespace, string mode)
    {
        var container = Container(pod, wishes, settings, @namespace, mode);
        JsonObject[] volumes = [ConfigVolume(), SpoolVolume(wishes)];
        var text = string.Join('\n', volumes.Append(container).Select(part => part.ToJsonString()));
        return new()
        {
            Json = container,
            Volumes = volumes,
            Revision = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..RevisionLength],
        };
    }

    private static JsonObject Container(
        JsonObject pod, SidecarWishes wishes, InjectionSettings settings, NamespaceFacts @namespace, string mode)
    {
        var isNative = mode == SidecarModes.Native;
        var container = new JsonObject
        {
            ["name"] = ResourceMarks.SidecarContainer,
            ["image"] = settings.Image,
            ["imagePullPolicy"] = settings.PullPolicy,
        };
        if (isNative)
            container["restartPolicy"] = "Always";
        container["ports"] = new JsonArray(new JsonObject
        {
            ["name"] = "k8srouter-admin",
            ["containerPort"] = wishes.AdminPort,
            ["protocol"] = "TCP",
        });
        container["env"] = SidecarEnvironment.Of(pod, wishes, settings, @namespace, mode);
        container["resources"] = Resources(wishes);
        container["volumeMounts"] = new JsonArray(
            new JsonObject { ["name"] = PodMarks.ConfigVolume, ["mountPath"] = ConfigMount, ["readOnly"] = true },
            new JsonObject { ["name"] = PodMarks.SpoolVolume, ["mountPath"] = SpoolMount });
        // The kubelet starts what comes after it when the probe has passed, or, in a classic pod, when the hook has ended.
        if (isNative)
            container["startupProbe"] = Probe("/readyz", wishes.AdminPort, period: 1, timeout: 3, failures: 300);
        else
            container["lifecycle"] = HoldTheOthers();
        container["readinessProbe"] = Probe("/readyz", wishes.AdminPort, period: 5, timeout: 3, failures: 2);
        // Lax: a restart cuts every stream that runs through it.
        container["livenessProbe"] = Probe("/healthz", wishes.AdminPort, period: 20, timeout: 10, failures: 6);
        container["securityContext"] = SecurityContext();
        return container;
    }

    private static JsonObject Resources(SidecarWishes wishes)
    {
        var limits = new JsonObject { ["memory"] = wishes.MemoryLimit };
        if (wishes.CpuLimit is { } cpu)
            limits["cpu"] = cpu;
        return new()
        {
            ["requests"] = new JsonObject { ["cpu"] = wishes.CpuRequest, ["memory"] = wishes.MemoryRequest },
            ["limits"] = limits,
        };
    }

    private static JsonObject HoldTheOthers() => new()
    {
        ["postStart"] = new JsonObject
        {
            ["exec"] = new JsonObject { ["command"] = new JsonArray(Program, "wait", "--timeout", HoldLimit) },
        },
    };

    private static JsonObject Probe(string path, int port, int period, int timeout, int failures) => new()
    {
        ["httpGet"] = new JsonObject { ["path"] = path, ["port"] = port },
        ["periodSeconds"] = period,
        ["timeoutSeconds"] = timeout,
        ["failureThreshold"] = failures,
    };

    /// <summary>All that a restricted namespace demands, per container as it is judged, and more.</summary>
    private static JsonObject SecurityContext() => new()
    {
        ["runAsNonRoot"] = true,
        ["runAsUser"] = PodMarks.UserId,
        ["runAsGroup"] = PodMarks.UserId,
        ["allowPrivilegeEscalation"] = false,
        ["readOnlyRootFilesystem"] = true,
        ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
        ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
    };

    /// <summary>Optional, so that a pod starts before its workspace is delivered, and without the operator.</summary>
    private static JsonObject ConfigVolume() => new()
    {
        ["name"] = PodMarks.ConfigVolume,
        ["projected"] = new JsonObject
        {
            ["defaultMode"] = ConfigMode,
            ["sources"] = new JsonArray(
                new JsonObject { ["configMap"] = Optional(OperatorNames.ConfigMap) },
                new JsonObject { ["secret"] = Optional(OperatorNames.Credentials) }),
        },
    };

    private static JsonObject Optional(string name) => new() { ["name"] = name, ["optional"] = true };

    private static JsonObject SpoolVolume(SidecarWishes wishes) => new()
    {
        ["name"] = PodMarks.SpoolVolume,
        ["emptyDir"] = new JsonObject { ["sizeLimit"] = wishes.SpoolSize },
    };
}
