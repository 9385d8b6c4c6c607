using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Tests.Configuration;

public sealed class OptionProblemsTests
{
    [Theory]
    [InlineData("--admin-listen", "everywhere", "write one, or any for all of the machine")]
    [InlineData("--listen", "localhost", "write one, or any for all of the machine")]
    [InlineData("--log-level", "verbose", "none of debug, information, warning and error")]
    [InlineData("--store-limit", "1000", "leave this out where nothing bounds it")]
    [InlineData("--request-total-bytes", "1000", "1048576 is the least")]
    [InlineData("--held-answer-total-bytes", "1000", "1048576 is the least")]
    [InlineData("--pod-name", "Web 1", "set it by the downward API, or leave it out")]
    [InlineData("--pod-namespace", "team_a", "set it by the downward API, or leave it out")]
    [InlineData("--service-account", "-x", "set it by the downward API, or leave it out")]
    [InlineData("--workload", "web", "such as Deployment/web")]
    [InlineData("--workload", "Deployment/web\nx", "such as Deployment/web")]
    public async Task A_value_that_cant_be_used_is_wrong_usage_and_the_message_says_what_to_do(string flag, string value, string advice)
    {
        var (code, options) = await CommandLine.RunAsync(flag, value);
        Assert.Equal((2, null), (code, options));
        Assert.Contains(advice, OptionProblems.Find(With(flag, value)), StringComparison.Ordinal);
        Assert.StartsWith(flag + ": ", OptionProblems.Find(With(flag, value)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--drain-idle", "5")]
    [InlineData("--drain-idle", "-5s")]
    [InlineData("--store-limit", "lots")]
    [InlineData("--capture-total-bytes", "-1")]
    public async Task What_is_no_duration_or_size_starts_nothing(string flag, string value)
    {
        var (code, options) = await CommandLine.RunAsync(flag, value);
        Assert.NotEqual(0, code);
        Assert.Null(options);
    }

    [Fact]
    public async Task What_injection_sets_is_understood()
    {
        var options = (await CommandLine.RunAsync(
            "--admin-listen", "any", "--store-limit", "268435456", "--drain-idle", "5s", "--log-level", "debug", "--pod-name", "web-5d4f-x7k2",
            "--pod-namespace", "team-a", "--service-account", "web", "--workload", "Deployment/web", "--request-total-bytes", "64Mi")).Options!;

        Assert.Equal(("any", 268435456L, 5.0, "debug"), (options.AdminListen, options.StoreLimit, options.DrainIdle.TotalSeconds, options.LogLevel));
        Assert.Equal(
            ("web-5d4f-x7k2", "team-a", "web", "Deployment/web"),
            (options.PodName, options.PodNamespace, options.ServiceAccount, options.Workload));
        Assert.Equal(64L << 20, options.RequestTotalBytes);
    }

    [Fact]
    public async Task What_nobody_sets_is_not_there()
    {
        var options = (await CommandLine.RunAsync("--drain-idle", "0s")).Options!;
        Assert.Equal(
            (null, null, null, null, null, null, null, TimeSpan.Zero),
            (options.PodName, options.PodNamespace, options.ServiceAccount, options.Workload, options.StoreLimit, options.RequestTotalBytes,
                options.CaptureTotalBytes, options.DrainIdle));
    }

    private static SidecarOptions With(string flag, string value)
    {
        var options = new SidecarOptions { ConfigDirectory = "/c" };
        return flag switch
        {
            "--admin-listen" => options with { AdminListen = value },
            "--listen" => options with { Listen = value },
            "--log-level" => options with { LogLevel = value },
            "--store-limit" => options with { StoreLimit = 1000 },
            "--request-total-bytes" => options with { RequestTotalBytes = 1000 },
            "--held-answer-total-bytes" => options with { HeldAnswerTotalBytes = 1000 },
            "--pod-name" => options with { PodName = value },
            "--pod-namespace" => options with { PodNamespace = value },
            "--service-account" => options with { ServiceAccount = value },
            _ => options with { Workload = value },
        };
    }
}
