using System.Text.RegularExpressions;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Events.Redis;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Testing.Cluster;

namespace K8sRouter.Sidecar.Tests.Sinks.Redis;

public sealed class RedisCodeTests
{
    [Fact]
    public void The_documentation_has_the_code_of_every_fault_and_says_which_are_parked()
    {
        string section = File.ReadAllText(Path.Combine(Repository.Root, "examples", "events", "README.md"))
            .Split("\n## ").Single(text => text.StartsWith("What keeps events back\n", StringComparison.Ordinal));

        var documented = Regex.Matches(section, @"^\| `([a-z_]+)` \|.*\| (yes|no) \|$", RegexOptions.Multiline)
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value == "yes"));

        var settings = new RedisSettings { Address = "redis:6379" };
        Assert.Equal(
            Enum.GetValues<RedisFault>().Select(fault => FlushResult.Of(new RedisFaultException(settings, fault)))
                .Select(result => (result.Code!, result.IsParked)).Order(),
            documented.Order());
    }
}
