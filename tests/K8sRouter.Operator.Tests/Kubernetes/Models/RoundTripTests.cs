using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;

namespace K8sRouter.Operator.Tests.Kubernetes.Models;

/// <summary>
/// The library's models are of the newest API. What they read and write again without a loss has no field that a modern server
/// doesn't know, and none of another type.
/// </summary>
public sealed class RoundTripTests
{
    /// <summary>Its fields are of no version.</summary>
    private const string Invented = "from-the-future";

    private static readonly Dictionary<(string, string), Type> Models = typeof(V1Pod).Assembly.GetExportedTypes()
        .Select(type => (Type: type, Entity: type.GetCustomAttribute<KubernetesEntityAttribute>()))
        .Where(one => one.Entity is not null && typeof(IKubernetesObject<V1ObjectMeta>).IsAssignableFrom(one.Type))
        .ToDictionary(one => (one.Entity!.Group.Length == 0 ? one.Entity.ApiVersion : $"{one.Entity.Group}/{one.Entity.ApiVersion}", one.Entity.Kind), one => one.Type);

    public static TheoryData<string> InjectedPods =>
    [
        .. Directory.EnumerateFiles(Root("tests/K8sRouter.Operator.Tests/Injection/Pods"), "*.json", SearchOption.AllDirectories)
            .Where(file => !file.Contains(Invented, StringComparison.Ordinal) && Golden(file) is not null)
            .Select(file => $"{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}").Order(),
    ];

    public static TheoryData<string> Manifests =>
    [
        .. new[] { "operator/deploy", "crds/manifests" }
            .SelectMany(folder => Directory.EnumerateFiles(Root(folder), "*.yaml", SearchOption.AllDirectories))
            .Where(file => Objects(file).Any(one => ModelOf(one) is not null))
            .Select(file => Path.GetRelativePath(Root(""), file)).Order(),
    ];

    [Theory]
    [MemberData(nameof(InjectedPods))]
    public void An_injected_pod_loses_no_field_in_the_librarys_pod(string name)
    {
        var pod = Golden(Root($"tests/K8sRouter.Operator.Tests/Injection/Pods/{name}"))!;

        Assert.Empty(Losses(pod, typeof(V1Pod)));
    }

    [Fact]
    public void A_native_sidecar_is_one_in_the_librarys_pod()
    {
        var pod = Golden(Root("tests/K8sRouter.Operator.Tests/Injection/Pods/plain/native.json"))!;

        var sidecar = Assert.Single(KubernetesJson.Deserialize<V1Pod>(pod.ToJsonString()).Spec.InitContainers);

        Assert.Equal(("k8srouter", "Always"), (sidecar.Name, sidecar.RestartPolicy));
        Assert.NotNull(sidecar.StartupProbe);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_manifest_loses_no_field_in_the_librarys_models(string file) =>
        Assert.Empty(Objects(Root(file)).Where(one => ModelOf(one) is not null).SelectMany(one => Losses(one, ModelOf(one)!)));

    [Fact]
    public void Every_kind_that_is_installed_is_compared()
    {
        var files = Directory.EnumerateFiles(Root("operator/deploy"), "*.yaml", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "kustomization.yaml");

        Assert.DoesNotContain(files.SelectMany(Objects), one => ModelOf(one) is null);
    }

    [Theory]
    [InlineData("""{"spec": {"containers": [{"name": "a", "unheardOf": 1}]}}""", "$.spec.containers[0].unheardOf")]
    [InlineData("""{"spec": {"containers": [{"name": "a", "resources": {"limits": {"cpu": "100m", "memory": "1.5Gi"}}}], "hostNetwork": false}}""", null)]
    [InlineData("""{"spec": {"terminationGracePeriodSeconds": 30, "misspelt": {}}}""", "$.spec.misspelt")]
    public void A_loss_is_seen(string pod, string? path) =>
        Assert.Equal(path is null ? [] : [path], Losses(JsonNode.Parse(pod)!, typeof(V1Pod)));

    /// <summary>Paths of what isn't there any more, or is something else, after it was read and written.</summary>
    private static IEnumerable<string> Losses(JsonNode before, Type model)
    {
        var deserialize = typeof(KubernetesJson).GetMethod(nameof(KubernetesJson.Deserialize), [typeof(string), typeof(JsonSerializerOptions)])!;
        var read = deserialize.MakeGenericMethod(model).Invoke(null, [before.ToJsonString(), null])!;
        return Compare(before, JsonNode.Parse(KubernetesJson.Serialize(read)), "$");
    }

    private static IEnumerable<string> Compare(JsonNode? before, JsonNode? after, string path) => (before, after) switch
    {
        (JsonObject one, JsonObject other) => one.Select(field => field.Key).Union(other.Select(field => field.Key))
            .SelectMany(name => Compare(one[name], other[name], $"{path}.{name}")),
        (JsonArray one, JsonArray other) when one.Count == other.Count =>
            one.SelectMany((item, i) => Compare(item, other[i], $"{path}[{i}]")),
        _ => JsonNode.DeepEquals(before, after) || IsSameQuantity(before, after, path) ? [] : [path],
    };

    /// <summary>The library writes quantities in their canonical form.</summary>
    private static bool IsSameQuantity(JsonNode? before, JsonNode? after, string path) =>
        (path.Contains(".requests.", StringComparison.Ordinal) || path.Contains(".limits.", StringComparison.Ordinal)
            || path.EndsWith(".sizeLimit", StringComparison.Ordinal) || path.EndsWith(".divisor", StringComparison.Ordinal))
        && before is not null && after is not null
        && new ResourceQuantity(before.ToString()).ToDecimal() == new ResourceQuantity(after.ToString()).ToDecimal();

    private static JsonNode? Golden(string file) => JsonNode.Parse(File.ReadAllText(file))!["pod"];

    private static Type? ModelOf(JsonObject manifest) =>
        Models.GetValueOrDefault(((string?)manifest["apiVersion"] ?? "", (string?)manifest["kind"] ?? ""));

    private static IEnumerable<JsonObject> Objects(string file) =>
        new YamlFile(File.ReadAllText(file)).Documents()
            .Select(document => new YamlToJson(new SourceLines()).Convert(document, FieldPath.Root)).OfType<JsonObject>();

    private static string Root(string path, [CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../..", path));
}
