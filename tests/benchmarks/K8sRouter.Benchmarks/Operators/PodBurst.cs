using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Benchmarks.Operators;

/// <summary>Many pods at once, as when a node comes back or a Deployment grows: dry runs, so that nothing is stored.</summary>
internal static class PodBurst
{
    /// <summary>As many as a busy controller manager has under way.</summary>
    private const int AtOnce = 16;

    private const string Pod =
        """{"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "web-"}, "spec": {"containers": [{"name": "web", "image": "web:1"}]}}""";

    /// <returns>How long each creation took in milliseconds.</returns>
    public static async Task<List<double>> CreateAsync(TestCluster cluster, string ns, int pods, CancellationToken cancellation)
    {
        var times = new ConcurrentBag<double>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, pods), options, async (_, token) =>
        {
            long began = Stopwatch.GetTimestamp();
            using var content = new StringContent(Pod, Encoding.UTF8, "application/json");
            using var answer = await cluster.Admin.PostAsync($"api/v1/namespaces/{ns}/pods?dryRun=All", content, token);
            if (!answer.IsSuccessStatusCode)
                throw new HttpRequestException(await answer.Content.ReadAsStringAsync(token));
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        });
        return [.. times];
    }
}
