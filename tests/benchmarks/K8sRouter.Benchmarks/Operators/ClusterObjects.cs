using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Testbed;
using K8sRouter.Testing.Cluster;

namespace K8sRouter.Benchmarks.Operators;

/// <summary>Fills a cluster. Objects are as large as real ones are in what the operator looks at.</summary>
internal sealed class ClusterObjects(TestCluster cluster, OperatorPlan plan)
{
    private const string Group = "apis/k8srouter.io/v1alpha1";
    private const int AtOnce = 8;

    public IReadOnlyList<string> Workspaces { get; } =
        [.. Enumerable.Range(0, plan.Workspaces).Select(number => string.Create(CultureInfo.InvariantCulture, $"team-{number:D4}"))];

    public async Task CreateProvidersAsync()
    {
        await PostAsync("api/v1/namespaces/k8srouter-system/secrets", $$"""
            {"metadata": {"name": "platform", "labels": {"k8srouter.io/use": "provider"} }, "stringData": {"key": "{{new string('p', 40)}}"} }
            """);
        for (int number = 0; number < plan.Providers; number++)
            await PostAsync($"{Group}/modelproviders", Provider(number));
    }

    /// <summary>Namespaces, their policies, and in some of them a destination and an API key.</summary>
    public Task CreateWorkspacesAsync() => ManyAsync(plan.Workspaces, async number =>
    {
        string name = Workspaces[number];
        await PostAsync("api/v1/namespaces", $$"""{"metadata": {"name": "{{name}}", "labels": {"tenant": "{{name}}"} } }""");
        if (number < plan.Destinations)
        {
            await PostAsync($"api/v1/namespaces/{name}/secrets", $$"""
                {"metadata": {"name": "client", "labels": {"k8srouter.io/use": "api-key"} }, "stringData": {"key": "{{name}}-{{new string('k', 40)}}"} }
                """);
            await PostAsync($"{Group}/namespaces/{name}/observabilitydestinations", """
                {"apiVersion": "k8srouter.io/v1alpha1", "kind": "ObservabilityDestination", "metadata": {"name": "hook"},
                 "spec": {"type": "webhook", "displayName": "Hook", "enabled": true, "location": "Us", "config": {"url": "https://hook.example/traces"} } }
                """);
        }
        await PostAsync($"{Group}/namespaces/{name}/workspaceprivacypolicies", """
            {"apiVersion": "k8srouter.io/v1alpha1", "kind": "WorkspacePrivacyPolicy", "metadata": {"name": "default"},
             "spec": {"retention": {"maxDays": 30}, "models": {"ignore": ["author-0/model-1*"]} } }
            """);
    });

    /// <summary>Pods with a sidecar, spread over the workspaces.</summary>
    public Task CreatePodsAsync() => ManyAsync(plan.Pods, async number =>
    {
        string path = $"api/v1/namespaces/{Workspaces[number % Workspaces.Count]}/pods";
        string name = string.Create(CultureInfo.InvariantCulture, $"web-{number:D5}");
        await PostAsync(path, Pod(name));
        if (plan.PodsRun)
        {
            string ip = string.Create(CultureInfo.InvariantCulture, $"127.{1 + (number / 60_000)}.{number / 250 % 240}.{1 + (number % 250)}");
            await PatchAsync($"{path}/{name}/status", "application/merge-patch+json", $$"""{"status": {"phase": "Running", "podIP": "{{ip}}"} }""");
        }
    });

    /// <summary>Changes how long a policy lets prompts be kept.</summary>
    public Task ChangePolicyAsync(string workspace, int days) => PatchAsync(
        $"{Group}/namespaces/{workspace}/workspaceprivacypolicies/default", "application/merge-patch+json",
        string.Create(CultureInfo.InvariantCulture, $$"""{"spec": {"retention": {"maxDays": {{days}} } } }"""));

    /// <summary>Changes what every workspace is told.</summary>
    public Task ChangeProviderAsync(string displayName) => PatchAsync(
        $"{Group}/modelproviders/provider-0", "application/merge-patch+json", $$"""{"spec": {"displayName": "{{displayName}}"} }""");

    /// <summary>Has the webhook judge a policy, and changes nothing.</summary>
    public Task ReviewAsync(string workspace, int days) => PatchAsync(
        $"{Group}/namespaces/{workspace}/workspaceprivacypolicies/default?dryRun=All&fieldManager=review&force=true",
        "application/apply-patch+yaml",
        string.Create(CultureInfo.InvariantCulture, $$"""
            {"apiVersion": "k8srouter.io/v1alpha1", "kind": "WorkspacePrivacyPolicy", "metadata": {"name": "default"}, "spec": {"retention": {"maxDays": {{days}} } } }
            """));

    public async Task<int> CountAsync(string path)
    {
        var list = JsonNode.Parse(await cluster.Admin.GetStringAsync(path))!;
        return list["items"]!.AsArray().Count;
    }

    private static async Task ManyAsync(int count, Func<int, Task> create) => await Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) => await create(number));

    private string Provider(int number)
    {
        var models = Enumerable.Range(0, plan.ModelsPerProvider).Select(model => string.Create(CultureInfo.InvariantCulture, $$"""
            {"name": "author-{{number}}/model-{{model}}", "upstreamName": "model-{{model}}", "displayName": "Author: Model {{model}}",
             "contextLength": 200000, "maxCompletionTokens": 32000, "inputModalities": ["text", "image"], "outputModalities": ["text"],
             "supportedParameters": ["temperature", "tools", "top_p", "max_tokens", "response_format"],
             "pricing": {"prompt": "0.00000025", "completion": "0.000002"} }
            """));
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"apiVersion": "k8srouter.io/v1alpha1", "kind": "ModelProvider", "metadata": {"name": "provider-{{number}}"},
             "spec": {"displayName": "Provider {{number}}",
              "upstreams": [{"apis": ["chat"], "protocol": "OpenAI", "baseUrl": "https://provider-{{number}}.example/v1"}],
              "auth": {"scheme": "Bearer", "credential": {"name": "platform", "key": "key"}, "deliverTo": {"namespaceSelector": {} } },
              "headquarters": "US", "datacenters": ["US"],
              "dataPolicy": {"confirmed": true, "training": false, "publication": false, "retentionDays": {{number * 5}} },
              "models": [{{string.Join(", ", models)}}]} }
            """);
    }

    /// <summary>With what pods have beside what counts here: other containers, environment, volumes.</summary>
    private static string Pod(string name)
    {
        string environment = string.Join(", ", Enumerable.Range(0, 20).Select(number => $$"""{"name": "SETTING_{{number}}", "value": "{{new string('v', 40)}}"}"""));
        return $$"""
            {"metadata": {"name": "{{name}}", "labels": {"app": "web", "k8srouter.io/sidecar": "injected"},
              "annotations": {"k8srouter.io/admin-port": "8788", "team.example/notes": "{{new string('n', 200)}}"} },
             "spec": {"nodeName": "node-1", "containers": [
               {"name": "app", "image": "registry.example/app:1", "env": [{{environment}}]},
               {"name": "k8srouter", "image": "registry.example/k8srouter-sidecar:1", "env": [{{environment}}]}]} }
            """;
    }

    private Task PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, "application/json", body);

    private Task PatchAsync(string path, string type, string body) => SendAsync(HttpMethod.Patch, path, type, body);

    private async Task SendAsync(HttpMethod method, string path, string type, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var message = new HttpRequestMessage(method, path) { Content = content };
        using var answer = await cluster.Admin.SendAsync(message);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }
}
