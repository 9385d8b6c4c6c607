using System.CommandLine;
using K8sRouter.Sidecar.Hosting;
using static K8sRouter.Sidecar.Configuration.Settings;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>
/// <c>wait</c>: for the postStart hook of a classic sidecar, which holds the pod's further containers until it is done. Reads the
/// same settings as the sidecar beside it, and starts nothing of it.
/// </summary>
internal static class WaitCommand
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var defaults = new SidecarOptions { ConfigDirectory = "" };
        var timeout = Seconds("timeout", "Longest wait; beyond it the exit code is 1.", DefaultTimeout);
        var listen = Text("admin-listen", "Address of the sidecar's admin port, or any.", defaults.AdminListen);
        var port = Number("admin-port", "The sidecar's admin port.", defaults.AdminPort, 1, 65535);
        var command = new Command(
            "wait", "Waits until the sidecar beside it is ready, for a postStart hook: exit code 0 once it is.")
        {
            timeout, listen, port,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            string address = result.GetValue(listen)!;
            if (OptionProblems.AddressProblem("admin-listen", address) is { } problem)
            {
                await Console.Error.WriteLineAsync(problem);
                return SidecarCommand.UsageError;
            }
            using var readiness = new Readiness(ListenAddress.FromBeside(address), (int)result.GetValue(port));
            var wait = new ReadinessWait(readiness.LookAsync, TimeProvider.System);
            if (await wait.RunAsync(result.GetValue(timeout), cancellationToken) is not { } obstacle)
                return 0;
            await Console.Error.WriteLineAsync(
                $"The sidecar wasn't ready within {result.GetValue(timeout).TotalSeconds:0.###} s at {readiness.Url}: "
                + obstacle);
            return 1;
        });
        return command;
    }
}
