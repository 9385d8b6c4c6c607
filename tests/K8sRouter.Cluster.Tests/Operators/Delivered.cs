using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>What sidecars of a workspace would mount.</summary>
internal sealed record Delivered(string Version, JsonNode Config)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Endpoints that may be used.</summary>
    public int Endpoints => Config["endpoints"]!.AsArray().Count;

    /// <summary>What is there now; null: nothing.</summary>
    public static async Task<Delivered?> OfAsync(TestCluster cluster, string ns)
    {
        using var answer = await cluster.Admin.GetAsync($"api/v1/namespaces/{ns}/configmaps/k8srouter-config");
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        var configMap = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
        var compressed = Convert.FromBase64String((string)configMap["binaryData"]!["router-config.json.gz"]!);
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        return new((string)configMap["metadata"]!["resourceVersion"]!, (await JsonNode.ParseAsync(gzip))!);
    }

    /// <summary>Waits until so many endpoints may be used.</summary>
    public static async Task<Delivered> UntilAsync(TestCluster cluster, string ns, int endpoints, Func<string> log)
    {
        Delivered? last = null;
        await Eventually.IsAsync(
            async () => (last = await OfAsync(cluster, ns))?.Endpoints == endpoints, Patience,
            () => $"{ns} has {last?.Endpoints.ToString() ?? "no"} endpoints, not {endpoints}:\n{log()}");
        return last!;
    }

    /// <summary>Waits until nothing is there any more.</summary>
    public static Task UntilGoneAsync(TestCluster cluster, string ns, Func<string> log) => Eventually.IsAsync(
        async () => await OfAsync(cluster, ns) is null, Patience, () => $"{ns} still has its configuration:\n{log()}");
}
