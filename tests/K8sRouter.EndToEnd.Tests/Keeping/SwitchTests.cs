using System.Text;
using K8sRouter.Core.Storage;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>Input and output logging and the platform's use of content are two switches; each has its own place.</summary>
public sealed class SwitchTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Content_is_where_a_switch_puts_it_and_nowhere_else(bool logged, bool used)
    {
        await using var bucket = await Bucket.StartAsync();
        var plan = KeepingHouse.Plan(bucket) with
        {
            Policy = "{retention: {maxDays: 0}, store: " + Bucket.Yaml() + ", inputOutputLogging: {enabled: " + Yaml(logged)
                + "}, dataUse: {enabled: " + Yaml(used) + ", discount: \"0.01\", store: " + Bucket.Yaml(Bucket.OfThePlatform) + "}}",
        };
        await OwnHouse.RunAsync(output, plan, async house =>
        {
            var answer = (await house.Sidecar.ChatAsync("acme/assistant", "canary-of-a-prompt")).Expect(200);
            var generation = await house.Sidecar.GenerationAsync(answer.GenerationId);
            AssertNotInClear(house.Data, running: true);
            Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());

            var (outcome, content) = Assert.Single((await KeptGenerations.ReadAsync(bucket.Open())).Of(answer.GenerationId));
            Assert.Equal("completed", outcome);
            Assert.Equal(logged, content?.Contains("canary-of-a-prompt", StringComparison.Ordinal) is true);
            var taken = (await KeptGenerations.ReadAsync(bucket.Open(Bucket.OfThePlatform))).Of(answer.GenerationId);
            Assert.Equal(used ? 1 : 0, taken.Count);
            Assert.All(taken, row => Assert.Contains("canary-of-a-prompt", row.Content, StringComparison.Ordinal));
            decimal total = generation.GetProperty("total_cost").GetDecimal();
            Assert.Equal(used ? total * 0.99m : total, generation.GetProperty("usage").GetDecimal());
            AssertNotInClear(house.Data);
        });
    }

    [Fact]
    public async Task A_workspace_in_Europe_is_served_and_not_logged_until_it_names_a_store_there()
    {
        await using var bucket = await Bucket.StartAsync();
        var plan = KeepingHouse.Plan(bucket) with { Policy = Europe("") };
        await OwnHouse.RunAsync(output, plan, async house =>
        {
            string before = (await house.Sidecar.ChatAsync("acme/assistant", "said before")).Expect(200).GenerationId;
            var (revision, _, _) = await house.Sidecar.RevisionAsync();
            house.Manifests.WritePolicy(Europe(", europeStore: " + Bucket.Yaml(Bucket.OfTheEurope, "Europe")));
            await Eventually.TrueAsync("the new policy", async () => (await house.Sidecar.RevisionAsync()).Revision != revision);
            string after = (await house.Sidecar.ChatAsync("acme/assistant", "said after")).Expect(200).GenerationId;
            Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());

            Assert.Empty(bucket.Service.Bucket(Bucket.Name).Objects);
            var kept = await KeptGenerations.ReadAsync(bucket.Open(Bucket.OfTheEurope));
            kept.AssertWhole(after, "said after");
            Assert.All(kept.Of(before), row => Assert.Null(row.Content));
        });
    }

    private static string Europe(string europeStore) =>
        "{region: Europe, retention: {maxDays: 0}, store: " + Bucket.Yaml(location: "Us") + ", inputOutputLogging: {enabled: true" + europeStore + "}}";

    private static string Yaml(bool value) => value ? "true" : "false";

    private static void AssertNotInClear(string folder, bool running = false)
    {
        // A lock is nobody's to read, and empty.
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
            Assert.Equal(-1, Read(file, running).AsSpan().IndexOf("canary-of-a-prompt"u8));
    }

    private static byte[] Read(string file, bool running)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (IOException) when (running)
        {
            // Delivered and deleted meanwhile, or held by its writer: others of its kind are read.
            return [];
        }
    }
}
