using System.Runtime.InteropServices;
using K8sRouter.Operator.Commands;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var terminal = new Terminal(Console.Out, Console.Error, TimeProvider.System)
{
    Answers = Console.IsInputRedirected ? null : Console.In,
    IsScreen = !Console.IsErrorRedirected,
};
return await OperatorCommand.RunAsync(args, terminal, cancellationToken: stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
