using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.EndToEnd.Tests.Processes;

namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>Two providers, the operator on a folder of manifests, and the sidecar of team-a.</summary>
internal sealed class RunningHouse : IAsyncDisposable
{
    private readonly HousePlan _plan;
    private readonly List<SidecarUnderTest> _sidecars = [];

    private RunningHouse(HousePlan plan, Mock alpha, Mock beta)
    {
        (_plan, Alpha, Beta) = (plan, alpha, beta);
        Manifests = new Manifests(Folder["manifests"]);
    }

    public TemporaryFolder Folder { get; } = new();

    public Manifests Manifests { get; }

    public Mock Alpha { get; }

    public Mock Beta { get; }

    public ServiceProcess? Operator { get; private set; }

    public SidecarUnderTest Sidecar { get; private set; } = null!;

    /// <summary>The volume of team-a, as it would be mounted.</summary>
    public string Config => Folder["config", "team-a"];

    /// <summary>Where the sidecar of team-a keeps journal and store.</summary>
    public string Data => Folder["sidecar"];

    public string Logs
    {
        get
        {
            var text = new StringBuilder();
            foreach (var process in _sidecars.Select(s => s.Process).Prepend(Operator).OfType<ServiceProcess>())
                text.AppendLine($"--- {process.Name}").Append(process.Output);
            return text.ToString();
        }
    }

    public static async Task<RunningHouse> StartAsync(HousePlan plan)
    {
        var house = new RunningHouse(plan, await Mock.StartAsync("alpha", plan.TokenDelay), await Mock.StartAsync("beta", plan.TokenDelay));
        try
        {
            house.WriteManifests();
            if (plan.WithOperator)
                house.StartOperator();
            await house.StartSidecarAsync();
            if (plan.WithOperator)
                await house.Sidecar.WaitUntilReadyAsync();
            return house;
        }
        catch (Exception e)
        {
            string logs = house.Logs;
            await house.DisposeAsync();
            throw new InvalidOperationException($"The house didn't come up: {e.Message}\n{logs}", e);
        }
    }

    public void StartOperator() => Operator = ServiceProcess.Start(
        "operator", Programs.Operator, ["--resources", Folder["manifests"], "--config-out", Folder["config"], .. _plan.Operator]);

    /// <summary>Starts the sidecar, or starts it again over what it has kept.</summary>
    public async Task StartSidecarAsync() => Sidecar = await StartSidecarAsync("sidecar", _plan.Sidecar, _plan.Environment);

    /// <summary>A further sidecar of team-a.</summary>
    public async Task<SidecarUnderTest> StartSidecarAsync(
        string name, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var sidecar = await SidecarUnderTest.StartAsync(name, Config, Folder[name], ["--segment-age", _plan.SegmentAge, .. arguments], environment);
        _sidecars.Add(sidecar);
        return sidecar;
    }

    /// <summary>Has the link of the volume lead to another of its folders, as the kubelet does.</summary>
    public void Mount(string folder)
    {
        string link = Path.Combine(Config, ConfigFiles.DataLink);
        File.CreateSymbolicLink(link + ".new", folder);
        // File.Move would move the folder that the link names.
        using var move = System.Diagnostics.Process.Start("mv", ["-T", link + ".new", link]);
        move.WaitForExit();
        Assert.Equal(0, move.ExitCode);
    }

    public void WriteProviders(IEnumerable<TestProvider> providers) =>
        Manifests.Write("providers", string.Join("\n---\n", providers.Select(p => p.ToYaml())));

    public async ValueTask DisposeAsync()
    {
        foreach (var sidecar in _sidecars)
            await sidecar.DisposeAsync();
        if (Operator is not null)
            await Operator.DisposeAsync();
        await Alpha.DisposeAsync();
        await Beta.DisposeAsync();
        Folder.Dispose();
    }

    private void WriteManifests()
    {
        WriteProviders(_plan.Providers(Alpha, Beta));
        Manifests.WritePolicy(_plan.Floor, "k8srouter-system");
        Manifests.WritePolicy(_plan.Policy);
        if (_plan.Further is { } further)
            Manifests.Write("further", further(Alpha));
    }
}
