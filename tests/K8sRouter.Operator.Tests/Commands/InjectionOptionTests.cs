namespace K8sRouter.Operator.Tests.Commands;

public sealed class InjectionOptionTests
{
    [Theory]
    [InlineData("--sidecar-mode", "both", "--sidecar-mode must be one of auto, native, classic, not 'both'.")]
    [InlineData("--sidecar-pull-policy", "always", "--sidecar-pull-policy must be one of IfNotPresent, Always, Never, not 'always'.")]
    [InlineData("--sidecar-image", "a b", "--sidecar-image must be the name of an image, not 'a b'.")]
    [InlineData("--sidecar-cpu-request", "much", "--sidecar-cpu-request must be a quantity such as 100m or 256Mi, not 'much'.")]
    [InlineData("--sidecar-memory-limit", "0", "--sidecar-memory-limit must be a quantity such as 100m or 256Mi, not '0'.")]
    [InlineData("--sidecar-memory-request", "1Gi", "--sidecar-memory-request is 1Gi, more than --sidecar-memory-limit, which is 512Mi.")]
    [InlineData("--sidecar-cpu-limit", "10m", "--sidecar-cpu-request is 50m, more than --sidecar-cpu-limit, which is 10m.")]
    public async Task A_setting_that_means_nothing_is_told_with_what_is_taken(string flag, string value, string text)
    {
        using var command = new CommandLine();

        Assert.Equal(2, await command.RunAsync("run", flag, value));
        Assert.Contains(text, command.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_is_as_good_as_a_flag()
    {
        using var command = new CommandLine().With("K8SROUTER_SIDECAR_SPOOL_SIZE", "-1Gi");

        Assert.Equal(2, await command.RunAsync("run"));
        Assert.Contains("--sidecar-spool-size must be a quantity such as 100m or 256Mi, not '-1Gi'.", command.Errors, StringComparison.Ordinal);
    }
}
