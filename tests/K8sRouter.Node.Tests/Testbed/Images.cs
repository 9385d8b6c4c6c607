namespace K8sRouter.Node.Tests.Testbed;

/// <summary>The images of the pods, made from the published programs by tests/cluster/images.sh.</summary>
internal static class Images
{
    public const string Pause = "localhost/k8srouter-pause:test";
    public const string Sidecar = "localhost/k8srouter-sidecar:test";
    public const string Operator = "localhost/k8srouter-operator:test";
    public const string MockProvider = "localhost/k8srouter-mock-provider:test";
    public const string Workload = "localhost/k8srouter-workload:test";

    /// <summary>A whole publish of each program, on a machine that does other things too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(12);

    /// <summary>Archives by the image's short name, such as <c>sidecar</c>.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> MakeAsync()
    {
        var made = await CommandLine.RunAsync(
            "bash", [Repository.File("tests", "cluster", "images.sh")], input: null, new Dictionary<string, string>(), Patience);
        return made.OrThrow().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
    }
}
