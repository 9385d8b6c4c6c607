using System.Text.Json.Nodes;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;
using K8sRouter.Operator.Injection;

namespace K8sRouter.Operator.Tests.Injection;

/// <summary>Asks for injection as the webhook does, in a namespace that opted in.</summary>
internal static class Pods
{
    public const string Image = "registry.example.com/k8srouter-sidecar@sha256:1111111111111111111111111111111111111111111111111111111111111111";

    public static InjectionSettings Settings { get; } = new() { Image = Image, ConfigKey = "MFkw-current,MFkw-next" };

    public static NamespaceFacts Workspace { get; } = new()
    {
        Name = "team-a",
        Uid = "5a6b7c8d-1111-4222-8333-444455556666",
        OptedIn = true,
        IsWorkspace = true,
    };

    public static ServerFeatures OldServer { get; } = ServerFeatures.Classic("the API server is v1.20.2");

    public static JsonObject Of(string yaml) =>
        (JsonObject)new YamlToJson(new SourceLines()).Convert(Assert.Single(new YamlFile(yaml).Documents()), FieldPath.Root)!;

    /// <summary>A pod of one container, with more of its spec.</summary>
    public static JsonObject Web(string spec = "", string metadata = "") => Of(
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: web{(metadata.Length > 0 ? ", " + metadata : "")}}}\n"
        + $"spec: {{containers: [{{name: web, image: web}}]{(spec.Length > 0 ? ", " + spec : "")}}}\n");

    public static JsonObject Annotated(string name, string value)
    {
        var pod = Web();
        pod["metadata"]!["annotations"] = new JsonObject { [name] = value };
        return pod;
    }

    public static InjectionDecision Inject(JsonObject pod, string mode = SidecarModes.Native, NamespaceFacts? ns = null, InjectionSettings? settings = null) =>
        Injector.Inject(
            pod, ns ?? Workspace, (settings ?? Settings) with { Mode = mode },
            mode == SidecarModes.Classic ? OldServer : ServerFeatures.Native);

    /// <summary>The pod as it is created.</summary>
    public static JsonObject Patched(JsonObject pod, string mode = SidecarModes.Native)
    {
        var decision = Inject(pod, mode);
        Assert.Equal(InjectionVerdict.Injected, decision.Verdict);
        return JsonPatch.Apply(pod, decision.Operations);
    }

    public static JsonObject Container(JsonObject pod, string name) =>
        new[] { "initContainers", "containers" }.SelectMany(list => pod["spec"]![list]?.AsArray() ?? [])
            .Select(one => one!.AsObject()).Single(one => (string?)one["name"] == name);

    public static JsonObject Sidecar(JsonObject pod) => Container(pod, "k8srouter");

    /// <summary>Value of a variable; null: it isn't set.</summary>
    public static string? Variable(JsonObject container, string name) =>
        (string?)container["env"]?.AsArray().SingleOrDefault(one => (string?)one!["name"] == name)?["value"];
}
