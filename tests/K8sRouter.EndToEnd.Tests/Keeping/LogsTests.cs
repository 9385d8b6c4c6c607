using System.Diagnostics;
using System.Text.Json;
using K8sRouter.EndToEnd.Tests.Processes;

namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>The operator's log commands over what a real sidecar wrote into a bucket, with the workspace's own credential.</summary>
public sealed class LogsTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_was_said_is_found_by_id_shown_whole_erased_and_the_bucket_is_sound()
    {
        await using var bucket = await Bucket.StartAsync();
        await OwnHouse.RunAsync(output, KeepingHouse.Plan(bucket), async house =>
        {
            string whole = (await house.Sidecar.ChatAsync("acme/assistant", "canary-whole", ",\"user\":\"u-42\"")).Expect(200).GenerationId;
            string streamed = (await house.Sidecar.ChatAsync("acme/assistant", "canary-streamed", ",\"stream\":true")).Expect(200).GenerationId;
            Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());
            async Task<(int Code, string Output)> LogsAsync(params string[] arguments) =>
                await RunAsync(["logs", .. arguments, "--resources", house.Folder["manifests"], "--workspace", "team-a"], bucket.Environment);

            var list = await LogsAsync("list", "--json");
            Assert.Equal(0, list.Code);
            string[] ids = [.. list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!)];
            Assert.Equal([streamed, whole], ids);

            var shown = JsonDocument.Parse((await LogsAsync("show", streamed, "--json")).Output).RootElement.GetProperty("content");
            Assert.Equal("canary-streamed", shown.GetProperty("input").GetProperty("messages")[0].GetProperty("content").GetString());
            Assert.Contains("heard you say: canary-streamed", shown.GetProperty("output").GetProperty("completion").GetString(), StringComparison.Ordinal);

            var erased = await LogsAsync("erase", "--user", "u-42", "--yes");
            Assert.Equal(0, erased.Code);
            Assert.Contains("soft delete", erased.Output, StringComparison.OrdinalIgnoreCase);
            var gone = await LogsAsync("show", whole);
            Assert.DoesNotContain("canary", gone.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("u-42", gone.Output, StringComparison.Ordinal);
            Assert.Contains("canary-streamed", (await LogsAsync("show", streamed)).Output, StringComparison.Ordinal);

            var verified = await LogsAsync("verify");
            Assert.Equal(0, verified.Code);
            Assert.Contains("nothing is wrong", verified.Output, StringComparison.Ordinal);
            var checkedBucket = await LogsAsync("check-bucket", "--apply");
            Assert.Contains("\"age\":90", bucket.Service.Bucket(Bucket.Name).Lifecycle?.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("PRIVATE KEY", checkedBucket.Output, StringComparison.Ordinal);
        });
    }

    private static async Task<(int Code, string Output)> RunAsync(string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Programs.Operator[0], [.. Programs.Operator[1..], .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string setting in start.Environment.Keys.Where(name => name.StartsWith("K8SROUTER_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(setting);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, printed.Length > 0 ? printed : await errors);
    }
}
