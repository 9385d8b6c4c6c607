namespace K8sRouter.Sidecar.Hosting;

/// <summary>
/// What runs beside the server, in the host's order: it begins after own telemetry and before the ports open, and it ends after
/// the last stream and before own telemetry, which has to tell of it.
/// </summary>
internal sealed class BackgroundWork : IHostedService
{
    /// <summary>Begins it; set before the host starts.</summary>
    public Action Begin { get; set; } = () => { };

    /// <summary>Ends it, at its own pace: streams may have used up the host's limit. Set before the host stops.</summary>
    public Func<Task> EndAsync { get; set; } = () => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Begin();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => EndAsync();
}
