using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Sources;

namespace K8sRouter.Operator.Commands.Destinations;

/// <summary>
/// Finds destinations and their Secrets, judged and compiled as for sidecars: what is tested is what would be used.
/// </summary>
/// <param name="folder">Folder of manifests; null: none is given.</param>
/// <param name="operatorNamespace">Namespace of the organization floor.</param>
/// <param name="terminal">Takes problems.</param>
internal sealed class TestResources(string? folder, string operatorNamespace, Terminal terminal)
{
    /// <summary>What is to be tested.</summary>
    /// <exception cref="CommandException">There is no such destination, or the resources are refused.</exception>
    public IReadOnlyList<TestTarget> Find(string target, string? workspace)
    {
        if (!File.Exists(target) && Path.GetExtension(target) is not (".yaml" or ".yml" or ".json"))
            return Named(target, workspace);
        if (workspace is not null)
            throw CommandException.Usage("--workspace goes with a destination's name: a manifest says its namespace itself.");
        return InFile(target);
    }

    private IReadOnlyList<TestTarget> Named(string name, string? workspace)
    {
        if (folder is null || workspace is null)
        {
            throw CommandException.Usage(
                $"'{name}' is no file; to test the destination of that name give --resources DIR and --workspace WORKSPACE.");
        }
        var set = InFolder();
        var found = Targets(set).Where(target => target.Workspace == workspace).ToList();
        var one = found.FirstOrDefault(target => target.Finding.Name == name) ?? throw CommandException.Problem(
            $"workspace '{workspace}' has no destination '{name}'. "
            + NearNames.Sentence(name, found.Select(target => target.Finding.Name)));
        return [one];
    }

    private List<TestTarget> InFile(string file)
    {
        var read = ResourceReader.Read(file, Text(file));
        var problems = read.Problems.Concat(read.Resources.SelectMany(ResourceValidator.Validate)).ToList();
        new ProblemPrinter(terminal.Errors).Print(problems);
        if (problems.Exists(problem => problem.Severity == ProblemSeverity.Error))
            throw CommandException.Problem($"{file} is refused, so nothing was sent.");
        var set = ResourceSets.Of(read.Resources);
        if (set.Destinations.Count == 0)
            throw CommandException.Problem($"{file} has no ObservabilityDestination.");
        return Targets(folder is null ? set : Around(set, InFolder()));
    }

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Problem($"{file} can't be read: check that it exists and may be read by this user.");
        }
    }

    private ResourceSet InFolder()
    {
        var update = new DirectorySource(folder!, TimeSpan.Zero, terminal.Time).Read();
        if (update.Resources is { } set)
            return set;
        new ProblemPrinter(terminal.Errors).Print(update.Problems);
        throw CommandException.Problem($"the resources in {folder} are refused, so nothing was sent.");
    }

    /// <summary>The file's destinations among the folder's other resources; what stands in both is the file's.</summary>
    private static ResourceSet Around(ResourceSet file, ResourceSet others) => others with
    {
        Destinations = file.Destinations,
        Secrets = Merge(file.Secrets, others.Secrets),
        Namespaces = Merge(file.Namespaces, others.Namespaces),
        Policies = Merge(file.Policies, others.Policies),
    };

    private static IReadOnlyList<T> Merge<T>(IReadOnlyList<T> first, IReadOnlyList<T> second)
        where T : IKubernetesObject =>
        [.. first.Concat(second).DistinctBy(item => (item.Metadata.NamespaceProperty, item.Metadata.Name))];

    private List<TestTarget> Targets(ResourceSet set) =>
    [
        .. CompilationInputs.Of(set, operatorNamespace, terminal.Time.GetUtcNow())
            .Where(input => input.Destinations.Count > 0)
            .Select(WorkspaceCompiler.Compile)
            .SelectMany(result => result.Report.Destinations.Select(finding => new TestTarget(
                result.Config.Workspace.Name,
                finding,
                result.Config.Broadcast.Destinations.FirstOrDefault(entry => entry.Name == finding.Name),
                result.CredentialFiles.GetValueOrDefault))),
    ];
}
