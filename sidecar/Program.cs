using System.CommandLine;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Hosting;

// The host itself answers the signals to end, at its own pace: no limit of the command line's.
return await SidecarCommand.Create(SidecarHost.RunAsync).Parse(args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
