using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Tests.Samples;

namespace K8sRouter.Operator.Tests.Commands;

/// <summary>Whole answers for a whole folder, as a person would see them.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task Check_prints_what_every_workspace_may_do()
    {
        using var command = new CommandLine();

        Assert.Equal(0, await command.RunAsync("--resources", Sample.Acme, "--check"));

        Assert.Empty(command.Errors);
        Sample.Expect("check.txt", command.Output);
    }

    [Theory]
    [InlineData("openai/gpt-5-mini", "team-a", "explain-allowed.txt")]
    [InlineData("openai/gpt-5-mini:nitro", "team-a", "explain-allowed.txt")]
    [InlineData("openai/gpt-5-mini", "team-eu", "explain-excluded.txt")]
    [InlineData("mistralai/mistral-small", "team-a", "explain-own-key.txt")]
    public async Task Explain_says_why_each_endpoint_may_be_used_or_not(string model, string workspace, string expected)
    {
        using var command = new CommandLine();

        Assert.Equal(0, await command.RunAsync("explain", model, "-n", workspace, "--resources", Sample.Acme));

        Assert.Empty(command.Errors);
        Sample.Expect(expected, command.Output);
    }

    [Fact]
    public async Task Explain_answers_scripts_in_JSON()
    {
        using var command = new CommandLine();

        Assert.Equal(0, await command.RunAsync("explain", "deepseek/deepseek-chat", "-n", "team-a", "--resources", Sample.Acme, "--output", "json"));

        using var json = System.Text.Json.JsonDocument.Parse(command.Output);
        Assert.Equal(0, json.RootElement.GetProperty("allowed").GetArrayLength());
        var reason = json.RootElement.GetProperty("excluded")[0].GetProperty("reasons")[0];
        Assert.Equal("data_policy:training", reason.GetProperty("rule").GetString());
        Assert.Equal("WorkspacePrivacyPolicy k8srouter-system/default", reason.GetProperty("policy").GetString());
    }

    [Fact]
    public async Task No_secret_is_anywhere_but_in_the_files_of_those_who_may_hold_it()
    {
        using var folder = new TemporaryFolder();
        using var command = new CommandLine();

        Assert.Equal(0, await command.RunAsync("--resources", Sample.Acme, "--config-out", folder.Path, "--once"));

        Assert.DoesNotContain("canary", command.Output + command.Errors, StringComparison.Ordinal);
        var holders = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetFileName(path);
            var text = name == ConfigFiles.RouterConfig
                ? Encoding.UTF8.GetString(RouterConfigSerializer.Decompress(await File.ReadAllBytesAsync(path)))
                : await File.ReadAllTextAsync(path);
            if (text.Contains("canary", StringComparison.Ordinal))
                holders.Add($"{Path.GetRelativePath(folder.Path, path).Split('/')[0]} {name} {text}");
        }
        Assert.Equal(
            [
                "team-a destination-hook-headers.X-Token canary-hook-token-0004",
                "team-a provider-mistral sk-canary-own-mistral-0003",
                "team-a provider-openai sk-canary-platform-openai-0001",
            ],
            holders.Distinct().Order(StringComparer.Ordinal));
    }
}
