namespace K8sRouter.Benchmarks.Variants;

/// <summary>No proxy: what everything else adds to.</summary>
internal sealed class Direct : Variant
{
    public Direct(int upstreamPort)
        : base("direct") => Port = upstreamPort;

    public override Task StartAsync(CancellationToken cancellation) => Task.CompletedTask;
}
