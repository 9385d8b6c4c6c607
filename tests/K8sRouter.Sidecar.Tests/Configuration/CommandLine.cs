using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Tests.Configuration;

/// <summary>Command lines as a container would be started with.</summary>
internal static class CommandLine
{
    /// <summary>The exit code, and the settings that the program would have run with; null: it would not have run.</summary>
    public static async Task<(int Code, SidecarOptions? Options)> RunAsync(params string[] arguments)
    {
        SidecarOptions? got = null;
        var command = SidecarCommand.Create((options, _) =>
        {
            got = options;
            return Task.FromResult(0);
        });
        int code = await command.Parse(["--config", "/c", .. arguments]).InvokeAsync();
        return (code, got);
    }
}
