using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Sidecars;

public sealed class SidecarNudgeTests
{
    private static readonly SidecarTarget Target = new(new string('b', 64), new string('c', 64));

    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly PatchedPods _pods = new();
    private readonly SidecarNudge _nudge;
    private SidecarTarget _target = Target;

    public SidecarNudgeTests() => _nudge = new SidecarNudge(_pods, _clock);

    [Fact]
    public async Task A_lagging_pod_gets_the_annotation_by_its_status()
    {
        Assert.Equal(1, await NudgeAsync(1));
        var (name, patch, options) = Assert.Single(_pods.Patches);
        Assert.Equal(("web-1", "status", PatchType.MergePatch), (name, options.Subresource, patch.Type));
        var metadata = JsonNode.Parse(patch.Content.Span)!["metadata"]!;
        Assert.Equal("uid-1", (string?)metadata["uid"]);
        Assert.StartsWith("bbbbbbbbbbbb.", (string?)metadata["annotations"]!["k8srouter.io/config-revision"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_repeated_with_another_value_every_fifteen_seconds_while_the_pod_lags()
    {
        for (var second = 0; second < 45; second++)
        {
            await NudgeAsync(1);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(3, _pods.Patches.Count);
        Assert.Equal(3, _pods.Patches.Select(item => Encoding.UTF8.GetString(item.Patch.Content.Span)).Distinct().Count());
    }

    [Fact]
    public async Task A_replaced_credential_is_asked_for_at_once_with_another_value_than_the_one_before_it()
    {
        await NudgeAsync(1);
        _target = Target with { Credentials = new string('d', 64) };

        Assert.Equal(1, await NudgeAsync(1));
        Assert.Equal(2, _pods.Patches.Select(item => Encoding.UTF8.GetString(item.Patch.Content.Span)).Distinct().Count());
    }

    [Fact]
    public async Task No_more_than_fifty_at_once_and_ten_a_second_after_that()
    {
        Assert.Equal(50, await NudgeAsync(200));
        Assert.Equal(0, await NudgeAsync(200));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, await NudgeAsync(200));
        Assert.Equal(60, _pods.Patches.Select(item => item.Name).Distinct().Count());
    }

    [Fact]
    public async Task A_pod_that_is_gone_stops_no_other()
    {
        _pods.Gone = "web-1";
        Assert.Equal(2, await NudgeAsync(2));
        Assert.Equal("web-2", Assert.Single(_pods.Patches).Name);
    }

    private Task<int> NudgeAsync(int count) => _nudge.NudgeAsync(
        [.. Enumerable.Range(1, count).Select(number => (
            new SidecarPod { Namespace = "team-a", Name = $"web-{number}", Uid = $"uid-{number}", AdminPort = 8788 }, _target))],
        CancellationToken.None);

    /// <summary>An API that knows pods to patch and nothing else.</summary>
    private sealed class PatchedPods : IKubernetes
    {
        public List<(string Name, V1Patch Patch, PatchOptions Options)> Patches { get; } = [];

        public string? Gone { get; set; }

        public Task<T> PatchAsync<T>(
            string? @namespace, string name, V1Patch patch, PatchOptions options, CancellationToken cancellationToken)
            where T : class
        {
            if (name == Gone)
                throw new KubernetesException($"patch pods \"{name}\": NotFound", System.Net.HttpStatusCode.NotFound, "NotFound");
            Patches.Add((name, patch, options));
            return Task.FromResult((T)(object)new SlimPod());
        }

        public Task<T?> GetAsync<T>(string? @namespace, string name, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
            WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
            where T : class
        {
            await Task.FromException(new NotSupportedException());
            yield break;
        }

        public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public Task<bool> DeleteAsync<T>(
            string? @namespace, string name, V1Preconditions? preconditions, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public Task<VersionInfo> GetVersionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
