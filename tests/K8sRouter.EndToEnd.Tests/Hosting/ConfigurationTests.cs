using K8sRouter.Core.Configuration;
using K8sRouter.Testing.Conformance;

namespace K8sRouter.EndToEnd.Tests.Hosting;

/// <summary>The mounted configuration: missing, broken, vanished, back again.</summary>
public sealed class ConfigurationTests(ITestOutputHelper output)
{
    [Fact]
    public Task Without_a_configuration_nothing_is_served_until_the_operator_writes_one() =>
        OwnHouse.RunAsync(output, OwnHouse.Plain with { WithOperator = false }, async house =>
        {
            Assert.Equal(200, (await house.Sidecar.AdminAsync("/healthz")).Status);
            var notReady = (await house.Sidecar.AdminAsync("/readyz")).Expect(503);
            Assert.False(notReady.Json.GetProperty("ready").GetBoolean());
            var refused = (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(503);
            Assert.Empty(ResponseSchemas.Validate("ErrorResponse", refused.Json));
            Assert.NotNull(refused.Headers.RetryAfter);
            (await house.Sidecar.GetAsync("models")).Expect(503);
            Assert.Null((await house.Sidecar.RevisionAsync()).Revision);

            house.StartOperator();

            await house.Sidecar.WaitUntilReadyAsync();
            (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
        });

    [Fact]
    public Task A_broken_or_vanished_configuration_leaves_the_last_good_one_in_force_and_shows() =>
        OwnHouse.RunAsync(output, OwnHouse.Plain, async house =>
        {
            // Nobody is to mend what the test breaks.
            await house.Operator!.KillAsync();
            string revision = (await house.Sidecar.RevisionAsync()).Revision!;
            string link = Path.Combine(house.Config, ConfigFiles.DataLink);
            string good = new FileInfo(link).LinkTarget!;

            string broken = Directory.CreateDirectory(Path.Combine(house.Config, "..broken")).FullName;
            foreach (string file in Directory.EnumerateFiles(Path.Combine(house.Config, good)))
                File.Copy(file, Path.Combine(broken, Path.GetFileName(file)));
            File.WriteAllText(Path.Combine(broken, ConfigFiles.RouterConfig), "{ this is no configuration");
            house.Mount("..broken");
            await StaysInForceAsync(house, revision, refused: true);

            File.Delete(link);
            await Eventually.TrueAsync("the loss in /revision", async () =>
                (await house.Sidecar.RevisionAsync()).Refusal?.Contains("any more", StringComparison.Ordinal) == true);
            await StaysInForceAsync(house, revision, refused: true);

            house.Mount(good);
            await StaysInForceAsync(house, revision, refused: false);
        });

    [Fact]
    public Task A_malformed_manifest_changes_nothing_and_the_operator_says_where_it_is_wrong() =>
        OwnHouse.RunAsync(output, OwnHouse.Plain, async house =>
        {
            string revision = (await house.Sidecar.RevisionAsync()).Revision!;

            house.Manifests.WritePolicy("{retension: {maxDays: 0}}");

            var problem = await house.Operator!.WaitForAsync(@"error: .*spec\.retension.*");
            Assert.Contains("retention", problem.Value, StringComparison.Ordinal);
            await StaysInForceAsync(house, revision, refused: false);
        });

    [Fact]
    public Task Listening_on_other_addresses_than_loopback_needs_keys() =>
        OwnHouse.RunAsync(output, OwnHouse.Plain with { WithOperator = false, Sidecar = ["--listen", "0.0.0.0"] }, async house =>
        {
            house.StartOperator();

            await Eventually.TrueAsync("the refusal in /revision", async () =>
                (await house.Sidecar.RevisionAsync()).Refusal?.Contains("apiKeys", StringComparison.Ordinal) == true);
            (await house.Sidecar.AdminAsync("/readyz")).Expect(503);
            (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(503);

            const string Key = "sk-k8s-0123456789abcdef0123456789abcdef";
            house.Manifests.WriteApiKey("ci", Key);
            await house.Sidecar.WaitUntilReadyAsync();
            (await house.Sidecar.PostAsync("chat/completions", SidecarUnderTest.Chat("acme/assistant", "Hi"), ("Authorization", "Bearer " + Key))).Expect(200);
        });

    private static async Task StaysInForceAsync(RunningHouse house, string revision, bool refused)
    {
        await Eventually.TrueAsync($"a refusal in /revision: {refused}", async () => (await house.Sidecar.RevisionAsync()).Refusal is not null == refused);
        Assert.Equal(revision, (await house.Sidecar.RevisionAsync()).Revision);
        (await house.Sidecar.AdminAsync("/readyz")).Expect(200);
        (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
    }
}
