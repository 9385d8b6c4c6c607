using System.Runtime.InteropServices;
using K8sRouter.Operator.Commands;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await OperatorCommand.RunAsync(
    args, new Terminal(Console.Out, Console.Error, TimeProvider.System), cancellationToken: stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
