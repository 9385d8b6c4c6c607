namespace K8sRouter.Cluster.Tests.Testbed;

[Collection(FaultCollection.Name)]
public sealed class FaultyProxyTests(TestCluster cluster)
{
    private const string Version = "version";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Tls_runs_through_it_with_certificates_on_both_ends()
    {
        await using var proxy = new FaultyProxy(cluster.Server);

        string namespaces = (await cluster.KubectlAsync("get", "namespaces", "--kubeconfig", cluster.AdminKubeconfigFor(proxy.Address))).OrThrow();

        Assert.Contains("kube-system", namespaces, StringComparison.Ordinal);
        Assert.True(proxy.Accepted > 0);
    }

    [Fact]
    public async Task Silence_keeps_connections_and_ends_with_what_was_held_back()
    {
        await using var proxy = new FaultyProxy(cluster.Server);
        using var client = cluster.CreateAdminClient(proxy.Address);
        await client.GetStringAsync(Version);
        proxy.GoSilent();

        var answer = client.GetStringAsync(Version);
        var other = await Task.WhenAny(answer, Task.Delay(300));
        Assert.NotSame(answer, other);
        Assert.Equal(1, proxy.Open);
        proxy.Pass();

        Assert.Contains("gitVersion", await answer.WaitAsync(Patience), StringComparison.Ordinal);
        Assert.Equal(1, proxy.Accepted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dropped_connections_fail_what_runs_on_them(bool silent)
    {
        await using var proxy = new FaultyProxy(cluster.Server);
        using var client = cluster.CreateAdminClient(proxy.Address);
        using var watch = await client.GetAsync("api/v1/namespaces?watch=true", HttpCompletionOption.ResponseHeadersRead);
        await using var events = await watch.Content.ReadAsStreamAsync();
        if (silent)
            proxy.GoSilent();

        proxy.Drop();

        await Assert.ThrowsAnyAsync<IOException>(() => events.CopyToAsync(Stream.Null).WaitAsync(Patience));
        proxy.Pass();
        Assert.Contains("gitVersion", await client.GetStringAsync(Version), StringComparison.Ordinal);
        Assert.Equal(2, proxy.Accepted);
    }

    [Fact]
    public async Task Refused_clients_learn_it_at_once_and_open_connections_go_on()
    {
        await using var proxy = new FaultyProxy(cluster.Server);
        using var early = cluster.CreateAdminClient(proxy.Address);
        await early.GetStringAsync(Version);
        await proxy.RefuseAsync();
        using var late = cluster.CreateAdminClient(proxy.Address);

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => late.GetStringAsync(Version));
        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
        Assert.Contains("gitVersion", await early.GetStringAsync(Version), StringComparison.Ordinal);

        proxy.Pass();
        Assert.Contains("gitVersion", await late.GetStringAsync(Version), StringComparison.Ordinal);
    }
}
