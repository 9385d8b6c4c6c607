using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Hosting;

return await SidecarCommand.Create(SidecarHost.RunAsync).Parse(args).InvokeAsync();
