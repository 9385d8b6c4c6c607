using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Json;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Tests.Injection;
using K8sRouter.Operator.Webhooks.Registration;

namespace K8sRouter.Operator.Tests.Webhooks.Registration;

/// <summary>What somebody made of the configurations that the manifests install.</summary>
public sealed class RegistrationRulesTests
{
    private const string System = "k8srouter-system";

    private static readonly Dictionary<string, string> OptedIn = new() { ["k8srouter.io/inject"] = "enabled", ["kubernetes.io/metadata.name"] = "team-a" };

    [Fact]
    public void What_is_installed_is_right()
    {
        Assert.Null(RegistrationRules.OfInjection(Injection(), System));
        Assert.Null(RegistrationRules.OfValidation(Validation(), System));
    }

    [Fact]
    public void What_was_deleted_is_missing()
    {
        Assert.Equal(ConditionReasons.WebhookMissing, RegistrationRules.OfInjection(null, System)?.Reason);
        Assert.Equal("the ValidatingWebhookConfiguration k8srouter doesn't exist", RegistrationRules.OfValidation(null, System)?.Text);
    }

    public static TheoryData<string, Action<JsonNode>, string> Changes => new()
    {
        { "all are gone", all => all["webhooks"] = new JsonArray(), "sends the operator no pod" },
        { "one is gone", all => all["webhooks"]!.AsArray().RemoveAt(0), "sends the operator no pod" },
        { "one passes", all => First(all)["failurePolicy"] = "Ignore", "lets objects pass while no replica answers" },
        { "other namespaces", all => First(all)["namespaceSelector"] = JsonNode.Parse("""{"matchLabels": {"team": "b"}}"""), "sends the operator no pod" },
        { "other objects", all => First(all)["objectSelector"] = JsonNode.Parse("""{"matchLabels": {"app": "web"}}"""), "sends the operator no pod" },
        { "other operations", all => First(all)["rules"]![0]!["operations"] = new JsonArray("UPDATE"), "sends the operator no pod" },
        { "other resources", all => First(all)["rules"]![0]!["resources"] = new JsonArray("deployments"), "sends the operator no pod" },
        { "another Service", all => First(all)["clientConfig"]!["service"]!["namespace"] = "other", "sends the operator no pod" },
        { "an expression", all => First(all)["matchConditions"] = JsonNode.Parse("""[{"name": "a", "expression": "false"}]"""), "was given matchConditions" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_takes_pods_away_from_the_operator_is_a_fault(string name, Action<JsonNode> change, string text)
    {
        var fault = RegistrationRules.OfInjection(Injection(change), System);

        Assert.True(fault?.Reason == ConditionReasons.WebhookChanged, name);
        Assert.Contains(text, fault.Text, StringComparison.Ordinal);
        Assert.NotNull(RegistrationRules.OfNamespace(Injection(change), OptedIn, System));
    }

    [Fact]
    public void What_clouds_and_platforms_add_is_none()
    {
        var configuration = Injection(all =>
        {
            var selector = First(all)["namespaceSelector"]!["matchExpressions"]!.AsArray();
            selector.Add(JsonNode.Parse("""{"key": "control-plane", "operator": "DoesNotExist"}"""));
            First(all)["timeoutSeconds"] = 10;
            First(all)["rules"]![0]!["resources"] = new JsonArray("*");
        });

        Assert.Null(RegistrationRules.OfInjection(configuration, System));
        Assert.NotNull(RegistrationRules.OfNamespace(configuration, new Dictionary<string, string>(OptedIn) { ["control-plane"] = "a" }, System));
    }

    [Fact]
    public void A_namespace_that_may_be_passed_by_is_judged_by_the_webhook_that_is_for_it()
    {
        var labels = new Dictionary<string, string>(OptedIn) { ["k8srouter.io/injection-failure-policy"] = "ignore" };

        Assert.Null(RegistrationRules.OfNamespace(Injection(all => all["webhooks"]!.AsArray().RemoveAt(0)), labels, System));
        Assert.NotNull(RegistrationRules.OfNamespace(Injection(all => all["webhooks"]!.AsArray().RemoveAt(1)), labels, System));
    }

    [Fact]
    public void A_validation_that_skips_a_kind_is_changed() =>
        Assert.Equal(ConditionReasons.WebhookChanged, RegistrationRules.OfValidation(Validation(all => First(all)["rules"]!.AsArray().RemoveAt(1)), System)?.Reason);

    private static V1MutatingWebhookConfiguration Injection(Action<JsonNode>? change = null) =>
        Installed("injection.yaml", change).Deserialize(KubernetesJson.TypeInfo<V1MutatingWebhookConfiguration>())!;

    private static V1ValidatingWebhookConfiguration Validation(Action<JsonNode>? change = null) =>
        Installed("webhook.yaml", change).Deserialize(KubernetesJson.TypeInfo<V1ValidatingWebhookConfiguration>())!;

    private static JsonObject Installed(string file, Action<JsonNode>? change, [CallerFilePath] string source = "")
    {
        var configuration = Pods.Of(File.ReadAllText(Path.Combine(Path.GetDirectoryName(source)!, "../../../../operator/deploy/base", file)));
        change?.Invoke(configuration);
        return configuration;
    }

    private static JsonNode First(JsonNode configuration) => configuration["webhooks"]![0]!;
}
