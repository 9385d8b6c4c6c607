using System.Text;
using System.Text.Json.Nodes;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>A namespace and what is delivered there.</summary>
internal sealed class Workspace(LeadingOperator seen, string name)
{
    public string Name => name;

    public string ConfigMap => $"api/v1/namespaces/{name}/configmaps/k8srouter-config";

    public string Secret => $"api/v1/namespaces/{name}/secrets/k8srouter-credentials";

    public string Binding => $"apis/rbac.authorization.k8s.io/v1/namespaces/{name}/rolebindings/k8srouter-operator";

    public string Policy => $"apis/k8srouter.io/v1alpha1/namespaces/{name}/workspaceprivacypolicies/default";

    public string Destination(string destination) =>
        $"apis/k8srouter.io/v1alpha1/namespaces/{name}/observabilitydestinations/{destination}";

    /// <summary>The configuration in force; null: there is none.</summary>
    public async Task<JsonNode?> ConfigAsync() =>
        await seen.FindAsync(ConfigMap) is { } configMap ? LeadingOperator.Inflate(configMap) : null;

    /// <summary>Ids of the endpoints that may be used.</summary>
    public async Task<string[]> AllowedAsync() =>
        [.. ((await ConfigAsync())?["endpoints"]?.AsArray() ?? []).Select(endpoint => (string)endpoint!["id"]!)];

    /// <summary>Why a provider's model may not be used, such as <c>no_credential: ...</c>; empty: it may.</summary>
    public async Task<string> ExclusionAsync(string provider) =>
        string.Join('\n', ((await ConfigAsync())?["excludedEndpoints"]?.AsArray() ?? [])
            .Where(endpoint => (string)endpoint!["provider"]! == provider)
            .SelectMany(endpoint => endpoint!["reasons"]!.AsArray())
            .Select(reason => $"{reason!["rule"]}: {reason["message"]}"));

    /// <summary>What is in the Secret that sidecars mount; empty: there is none.</summary>
    public async Task<IReadOnlyDictionary<string, string>> CredentialsAsync() =>
        ((await seen.FindAsync(Secret))?["data"]?.AsObject() ?? [])
            .ToDictionary(item => item.Key, item => Encoding.UTF8.GetString(Convert.FromBase64String((string)item.Value!)));

    /// <summary>Versions of both: they change with every write.</summary>
    public async Task<string> VersionsAsync() =>
        $"{(await seen.FindAsync(ConfigMap))?["metadata"]!["resourceVersion"]}/{(await seen.FindAsync(Secret))?["metadata"]!["resourceVersion"]}";
}
