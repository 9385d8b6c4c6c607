namespace K8sRouter.Sidecar.Tests.Configuration;

public sealed class WaitCommandTests
{
    [Theory]
    [InlineData("--timeout", "soon")]
    [InlineData("--timeout", "0s")]
    [InlineData("--admin-port", "0")]
    [InlineData("--admin-listen", "everywhere")]
    public async Task A_value_that_cant_be_used_waits_for_nothing(string flag, string value)
    {
        var command = K8sRouter.Sidecar.Configuration.SidecarCommand.Create((_, _) => Task.FromResult(0));
        Assert.NotEqual(0, await command.Parse(["wait", "--timeout", "10ms", flag, value]).InvokeAsync());
    }

    [Fact]
    public async Task Where_no_sidecar_comes_up_the_exit_code_is_1()
    {
        var command = K8sRouter.Sidecar.Configuration.SidecarCommand.Create((_, _) => Task.FromResult(0));
        Assert.Equal(1, await command.Parse(["wait", "--timeout", "300ms", "--admin-listen", "any", "--admin-port", "1"]).InvokeAsync());
    }
}
