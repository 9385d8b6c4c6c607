using System.Runtime.InteropServices;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>
/// In the place of the host's own, which stops accepting at the first signal and can't wait. A further signal changes nothing:
/// the kubelet's last word is SIGKILL.
/// </summary>
internal sealed class SignalLifetime(Ending ending) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        Follow(PosixSignal.SIGTERM, EndingCauses.Sigterm);
        Follow(PosixSignal.SIGINT, EndingCauses.Sigint);
        Follow(PosixSignal.SIGQUIT, EndingCauses.Sigquit);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private void Follow(PosixSignal signal, string cause) => _signals.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        ending.Begin(cause);
    }));
}
