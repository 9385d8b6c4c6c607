using System.CommandLine;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Tests.Configuration;

public sealed class SidecarCommandTests
{
    [Theory]
    [InlineData(null, 0)]
    [InlineData("127.0.0.1:4443", 0)]
    [InlineData("ftp://127.0.0.1", 2)]
    [InlineData("http://", 2)]
    public async Task An_emulator_by_no_address_is_wrong_usage_before_anything_is_started(string? emulator, int expected)
    {
        bool started = false;
        var command = SidecarCommand.Create(
            (_, _) =>
            {
                started = true;
                return Task.FromResult(0);
            },
            variable => variable == "STORAGE_EMULATOR_HOST" ? emulator : null);

        int code = await command.Parse(["--config", "/c"]).InvokeAsync();

        Assert.Equal((expected, expected == 0), (code, started));
    }
}
