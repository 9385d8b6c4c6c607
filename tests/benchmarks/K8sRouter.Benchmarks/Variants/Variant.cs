using K8sRouter.Benchmarks.Load;

namespace K8sRouter.Benchmarks.Variants;

/// <summary>One thing that is measured.</summary>
internal abstract class Variant(string name)
{
    public string Name { get; } = name;

    /// <summary>Where requests go.</summary>
    public int Port { get; protected set; }

    /// <summary>The process whose CPU and memory count; null: none does.</summary>
    public ChildProcess? Process { get; protected set; }

    /// <summary>Milliseconds from start to ready, one per start.</summary>
    public List<double> ReadyMilliseconds { get; } = [];

    /// <summary>Requests sent to it, warm-up included.</summary>
    public int Requests { get; set; }

    protected virtual string Path => "/v1/chat/completions";

    protected virtual string ModelFor(Workload workload) => workload.Model;

    public byte[] RequestFor(Workload workload) => workload.Request(Path, ModelFor(workload), Port);

    /// <summary>Starts it, waits until it serves, and notes how long that took.</summary>
    public abstract Task StartAsync(CancellationToken cancellation);

    /// <summary>After the last request: what makes the run void; null: nothing.</summary>
    public virtual Task<string?> VerifyAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);
}
