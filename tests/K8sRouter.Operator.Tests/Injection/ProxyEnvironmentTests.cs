using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Tests.Injection;

/// <summary>What a container with a proxy finds in its environment, as its kubelet makes it.</summary>
public sealed class ProxyEnvironmentTests
{
    private const string Loopback = "127.0.0.1,localhost,::1";
    private const string Proxy = "{name: HTTP_PROXY, value: 'http://proxy:3128'}";

    [Theory]
    [InlineData(Proxy, Loopback)]
    [InlineData("{name: https_proxy, value: 'http://proxy:3128'}", Loopback)]
    [InlineData("{name: ALL_PROXY, value: 'socks5://proxy'}", Loopback)]
    [InlineData("{name: all_proxy, valueFrom: {configMapKeyRef: {name: net, key: proxy}}}", Loopback)]
    [InlineData($"{Proxy}, {{name: NO_PROXY, value: '.svc, 10.0.0.1'}}", $".svc,10.0.0.1,{Loopback}")]
    [InlineData($"{{name: no_proxy, value: .svc}}, {Proxy}", $".svc,{Loopback}")]
    [InlineData($"{Proxy}, {{name: no_proxy, value: lower}}, {{name: NO_PROXY, value: 'upper,LOCALHOST'}}", "upper,LOCALHOST,lower,127.0.0.1,::1")]
    [InlineData($"{Proxy}, {{name: NO_PROXY, value: ''}}, {{name: no_proxy}}", Loopback)]
    [InlineData($"{Proxy}, {{name: NO_PROXY, value: '*'}}", "*")]
    [InlineData($"{Proxy}, {{name: NO_PROXY, value: a}}, {{name: no_proxy, value: '*'}}", "*")]
    [InlineData($"{Proxy}, {{name: no_proxy, value: a}}, {{name: NO_PROXY, value: '$(no_proxy),b'}}", $"a,b,{Loopback}")]
    [InlineData($"{{name: A, value: a}}, {Proxy}, {{name: NO_PROXY, value: '$(A)'}}", $"$(A),{Loopback}")]
    public void Both_lists_hold_what_either_held_and_loopback(string variables, string expected)
    {
        var web = Injected(variables);

        Assert.Equal(expected, Pods.Variable(web, "NO_PROXY"));
        Assert.Equal(expected, Pods.Variable(web, "no_proxy"));
    }

    [Theory]
    [InlineData("NO_PROXY", "{name: A, value: a}")]
    [InlineData("no_proxy", "{name: A, value: a}")]
    [InlineData("NO_PROXY", "{name: no_proxy, value: lower}")]
    public void A_list_from_elsewhere_is_kept_under_a_name_of_ours_before_those_that_take_it_up(string list, string before)
    {
        var web = Injected($"{before}, {Proxy}, {{name: {list}, valueFrom: {{configMapKeyRef: {{name: net, key: list}}}}}}");

        var names = Names(web);
        var kept = $"K8SROUTER_APP_{list}";
        Assert.Equal("net", (string?)Variable(web, kept)["valueFrom"]!["configMapKeyRef"]!["name"]);
        var value = Pods.Variable(web, "NO_PROXY")!;
        Assert.Contains($"$({kept})", value, StringComparison.Ordinal);
        Assert.EndsWith(Loopback, value, StringComparison.Ordinal);
        Assert.Equal(value, Pods.Variable(web, "no_proxy"));
        Assert.True(names.IndexOf(kept) < names.IndexOf("NO_PROXY") && names.IndexOf(kept) < names.IndexOf("no_proxy"), string.Join(' ', names));
        if (before.Contains("lower", StringComparison.Ordinal))
            Assert.Contains("lower", value, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_lists_from_elsewhere_are_both_taken_up()
    {
        var web = Injected(
            $"{Proxy}, {{name: no_proxy, valueFrom: {{secretKeyRef: {{name: a, key: a}}}}}}, {{name: NO_PROXY, valueFrom: {{secretKeyRef: {{name: b, key: b}}}}}}");

        Assert.Equal(["HTTP_PROXY", "K8SROUTER_APP_no_proxy", "K8SROUTER_APP_NO_PROXY", "NO_PROXY", "no_proxy"], Names(web).Take(5));
        Assert.Equal($"$(K8SROUTER_APP_NO_PROXY),$(K8SROUTER_APP_no_proxy),{Loopback}", Pods.Variable(web, "NO_PROXY"));
        Assert.Equal(Pods.Variable(web, "NO_PROXY"), Pods.Variable(web, "no_proxy"));
    }

    [Fact]
    public void A_list_that_needs_a_later_variable_is_defined_after_it()
    {
        var names = Names(Injected($"{{name: NO_PROXY, value: x}}, {Proxy}, {{name: A, value: a}}, {{name: no_proxy, value: '$(A),y'}}"));

        Assert.Equal(["HTTP_PROXY", "A", "no_proxy", "NO_PROXY"], names.Take(4));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{name: HTTP_PROXY, value: ''}")]
    [InlineData("{name: NO_PROXY, value: a}")]
    public void A_container_without_a_proxy_is_left_as_it_is(string variables)
    {
        var web = Injected(variables);

        Assert.DoesNotContain("no_proxy", Names(web));
        Assert.NotEqual(Loopback, Pods.Variable(web, "NO_PROXY"));
    }

    [Theory]
    [InlineData("", "$(NO_PROXY),$(no_proxy),127.0.0.1,localhost,::1")]
    [InlineData(Proxy, "$(NO_PROXY),$(no_proxy),127.0.0.1,localhost,::1")]
    [InlineData($"{Proxy}, {{name: NO_PROXY, value: .svc}}", ".svc,$(no_proxy),127.0.0.1,localhost,::1")]
    public void Where_it_may_come_from_a_whole_object_nothing_is_set_and_the_value_to_add_is_named(string variables, string line)
    {
        var pod = WithEnvFrom(variables);
        var decision = Pods.Inject(pod);
        var web = Pods.Container(JsonPatch.Apply(pod, decision.Operations), "web");

        Assert.DoesNotContain("no_proxy", Names(web));
        var warning = Assert.Single(decision.Warnings, one => one.Message.Contains("proxy", StringComparison.Ordinal));
        Assert.Equal("spec.containers[0].envFrom", warning.Path);
        Assert.Contains($"set NO_PROXY and no_proxy in env, each to {line}", warning.Message, StringComparison.Ordinal);
        Assert.InRange($"{warning.Path}: {warning.Message}".Length, 1, 255);

        var heeded = WithEnvFrom($"{Proxy}, {{name: NO_PROXY, value: '{line}'}}, {{name: no_proxy, value: '{line}'}}");
        Assert.DoesNotContain(Pods.Inject(heeded).Warnings, one => one.Message.Contains("proxy", StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_that_others_refer_to_too_early_is_left_and_said()
    {
        var pod = WithVariables($"{Proxy}, {{name: NO_PROXY, value: x}}, {{name: A, value: '-D$(NO_PROXY)'}}, {{name: no_proxy, value: '$(A)'}}");

        var decision = Pods.Inject(pod);

        Assert.Equal("x", Pods.Variable(Pods.Container(JsonPatch.Apply(pod, decision.Operations), "web"), "NO_PROXY"));
        Assert.Equal("spec.containers[0].env[NO_PROXY]", Assert.Single(decision.Warnings).Path);
    }

    [Fact]
    public void Init_containers_are_kept_out_of_the_proxy_where_they_can_call_the_sidecar()
    {
        var pod = Pods.Web($"initContainers: [{{name: migrate, image: a, env: [{Proxy}]}}]");

        Assert.Equal(Loopback, Pods.Variable(Pods.Container(Pods.Patched(pod), "migrate"), "no_proxy"));
        Assert.Null(Pods.Variable(Pods.Container(Pods.Patched(pod, "classic"), "migrate"), "no_proxy"));
    }

    private static JsonObject Injected(string variables) => Pods.Container(Pods.Patched(WithVariables(variables)), "web");

    private static JsonObject WithVariables(string variables) => Pods.Of($"{{metadata: {{name: web}}, spec: {{containers: [{{name: web, image: a, env: [{variables}]}}]}}}}");

    private static JsonObject WithEnvFrom(string variables)
    {
        var pod = WithVariables(variables);
        pod["spec"]!["containers"]![0]!["envFrom"] = JsonNode.Parse("""[{"configMapRef": {"name": "settings"}}]""");
        return pod;
    }

    private static List<string> Names(JsonObject container) => [.. container["env"]!.AsArray().Select(one => (string)one!["name"]!)];

    private static JsonNode Variable(JsonObject container, string name) => container["env"]!.AsArray().Single(one => (string?)one!["name"] == name)!;
}
