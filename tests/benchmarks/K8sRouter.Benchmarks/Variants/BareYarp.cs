using System.Globalization;

namespace K8sRouter.Benchmarks.Variants;

/// <summary><c>IHttpForwarder</c> and nothing else.</summary>
internal sealed class BareYarp(string executable, int upstreamPort, string folder) : Variant("bare-yarp")
{
    public override async Task StartAsync(CancellationToken cancellation)
    {
        Process?.Dispose();
        Port = ChildProcess.FreePort();
        Process = ChildProcess.Start(
            1,
            $"{folder}/bare-yarp.log",
            executable,
            Port.ToString(CultureInfo.InvariantCulture),
            $"http://127.0.0.1:{upstreamPort}");
        ReadyMilliseconds.Add(await Process.WaitUntilReadyAsync($"http://127.0.0.1:{Port}/ready", cancellation));
    }
}
