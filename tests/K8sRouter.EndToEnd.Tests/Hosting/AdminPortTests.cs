using System.Net;
using System.Net.Sockets;
using K8sRouter.EndToEnd.Tests.Processes;

namespace K8sRouter.EndToEnd.Tests.Hosting;

/// <summary>The admin port of a sidecar as injection starts it: open to the cluster.</summary>
public sealed class AdminPortTests(ITestOutputHelper output)
{
    private static readonly HousePlan Open = OwnHouse.Plain with
    {
        Environment = new Dictionary<string, string>
        {
            ["K8SROUTER_ADMIN_LISTEN"] = "any",
            ["K8SROUTER_POD_NAME"] = "web-5d4f-x7k2",
            ["K8SROUTER_POD_NAMESPACE"] = "team-a",
            ["K8SROUTER_SERVICE_ACCOUNT"] = "web",
            ["K8SROUTER_WORKLOAD"] = "Deployment/web",
        },
    };

    [Fact]
    public Task Health_is_everybodys_details_are_for_the_token_and_quit_ends_it_in_good_order() =>
        OwnHouse.RunAsync(output, Open, async house =>
        {
            var sidecar = house.Sidecar;
            foreach (string path in (string[])["/healthz", "/readyz", "/metrics", "/revision", "/observation"])
                (await sidecar.AdminAsync(path)).Expect(200);
            foreach (string path in (string[])["/status", "/events"])
                Assert.Contains("admin-token", (await sidecar.AdminAsync(path)).Expect(401).Body, StringComparison.Ordinal);
            Assert.NotEmpty((await sidecar.AdminAsync("/observation")).Json.GetProperty("version").GetString()!);
            await MountedToken.MountAsync(house);
            (await sidecar.AdminAsync(HttpMethod.Get, "/status", "wrong")).Expect(401);
            (await sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);

            (await sidecar.AdminAsync(HttpMethod.Get, "/quit", MountedToken.Value)).Expect(405);
            (await sidecar.AdminAsync(HttpMethod.Post, "/quit", null)).Expect(401);
            (await sidecar.AdminAsync("/readyz")).Expect(200);
            (await sidecar.AdminAsync(HttpMethod.Post, "/quit", MountedToken.Value)).Expect(202);

            Assert.Equal(0, await sidecar.Process.EndAsync());
            Assert.Contains("by sink: none", house.Logs, StringComparison.Ordinal);
            Assert.DoesNotContain(MountedToken.Value, house.Logs, StringComparison.Ordinal);
            string row = string.Concat(Directory.EnumerateFiles(Path.Combine(house.Data, "store"), "*.jsonl", SearchOption.AllDirectories)
                .Where(path => path.Contains("/records/", StringComparison.Ordinal)).Select(File.ReadAllText));
            Assert.Contains(
                "\"pod\":\"web-5d4f-x7k2\",\"service_account\":\"web\",\"workload\":\"Deployment/web\"", row, StringComparison.Ordinal);
        });

    [Fact]
    public Task Wait_holds_the_application_until_the_sidecar_is_ready_and_says_what_it_waits_for() =>
        OwnHouse.RunAsync(output, Open with { WithOperator = false }, async house =>
        {
            await using var vain = Wait(house, "1s");
            Assert.Equal(1, await vain.EndAsync());
            await vain.WaitForAsync(@"^The sidecar wasn't ready within 1 s at http://127\.0\.0\.1:\d+/readyz: the configuration was refused: .*\.\.data isn't there");

            await using var waiting = Wait(house, "60s");
            house.StartOperator();
            Assert.Equal(0, await waiting.EndAsync());
            (await house.Sidecar.AdminAsync("/readyz")).Expect(200);
        });

    [Fact]
    public async Task A_port_that_another_process_has_ends_the_sidecar_with_who_has_it_and_how_to_move()
    {
        using var taken = new TcpListener(IPAddress.Any, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var folder = Directory.CreateTempSubdirectory("k8srouter-taken-");
        await using var sidecar = ServiceProcess.Start(
            "sidecar", Programs.Sidecar,
            ["--config", folder.FullName, "--journal-dir", Path.Combine(folder.FullName, "journal"), "--port", $"{port}", "--admin-port", "0"]);

        Assert.Equal(1, await sidecar.EndAsync());

        Assert.Contains($"Port {port} is taken by process {Environment.ProcessId} (", sidecar.Output, StringComparison.Ordinal);
        Assert.Contains("by the pod's annotation k8srouter.io/port (outside a pod: --port)", sidecar.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", sidecar.Output, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static ServiceProcess Wait(RunningHouse house, string timeout) => ServiceProcess.Start(
        "wait", Programs.Sidecar, ["wait", "--timeout", timeout],
        new Dictionary<string, string>
        {
            ["K8SROUTER_ADMIN_LISTEN"] = "any",
            ["K8SROUTER_ADMIN_PORT"] = house.Sidecar.AdminPort.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
}
