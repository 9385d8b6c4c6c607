using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Leases;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Tests.Kubernetes.Leases;

/// <summary>A process that wants to lead, with a line to the server of its own.</summary>
internal sealed class Replica : IKubernetes, IDisposable
{
    private readonly FakeKubernetes _server;
    private readonly CancellationTokenSource _stop = new();
    private volatile TaskCompletionSource? _pause;

    public Replica(FakeKubernetes server, TimeProvider time, string name, CapturingLogger log)
    {
        _server = server;
        Elector = new LeaderElector(
            this,
            new LeaderElectionOptions { Namespace = "k8srouter-system", Name = "k8srouter-operator", Identity = name },
            time,
            new Random(name[0]),
            log);
        Running = Elector.RunAsync(WorkAsync, () => IsLost = true, _stop.Token);
    }

    public LeaderElector Elector { get; }

    public Task Running { get; }

    public bool IsWorking { get; private set; }

    public bool IsLost { get; private set; }

    /// <summary>Calls hang until their tokens end.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Work that ignores that it should end, until this does.</summary>
    public Task Stubborn { get; set; } = Task.CompletedTask;

    /// <summary>Nothing of the process runs: calls don't begin and answers don't arrive.</summary>
    public void Pause() => _pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Wake()
    {
        var pause = _pause;
        _pause = null;
        pause?.SetResult();
    }

    public void Dispose() => _stop.Dispose();

    public Task StopAsync() => _stop.CancelAsync();

    public async Task<T?> GetAsync<T>(string? @namespace, string name, CancellationToken cancellationToken)
        where T : class
    {
        await LineAsync(cancellationToken);
        var value = await _server.GetAsync<T>(@namespace, name, cancellationToken);
        await LineAsync(cancellationToken);
        return value;
    }

    public async Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class
    {
        await LineAsync(cancellationToken);
        return await _server.CreateAsync(entity, cancellationToken);
    }

    public async Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class
    {
        await LineAsync(cancellationToken);
        var value = await _server.ReplaceAsync(entity, cancellationToken);
        await LineAsync(cancellationToken);
        return value;
    }

    public Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchOptions options, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public Task<T> PatchAsync<T>(
        string? @namespace, string name, V1Patch patch, PatchOptions options, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public Task<bool> DeleteAsync<T>(
        string? @namespace, string name, V1Preconditions? preconditions, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public Task<VersionInfo> GetVersionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        IsWorking = true;
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Stubborn;
        IsWorking = false;
    }

    private async Task LineAsync(CancellationToken cancellationToken)
    {
        // A paused process doesn't notice that its token ended either.
        if (_pause is { } pause)
            await pause.Task;
        if (IsCutOff)
            await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
