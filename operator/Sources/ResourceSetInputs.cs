using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Sources;

/// <summary>Workspaces of resources that are all known at once.</summary>
internal sealed class ResourceSetInputs : IWorkspaceInputs
{
    private readonly Dictionary<string, CompilationInput> _inputs;

    public ResourceSetInputs(ResourceSet resources, string operatorNamespace, DateTimeOffset now)
    {
        var inputs = CompilationInputs.Of(resources, operatorNamespace, now);
        Workspaces = [.. inputs.Select(input => input.Workspace.Name)];
        _inputs = inputs.ToDictionary(input => input.Workspace.Name, StringComparer.Ordinal);
    }

    /// <summary>All of them, in order.</summary>
    public IReadOnlyList<string> Workspaces { get; }

    public ValueTask<CompilationInput?> GatherAsync(string workspace, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_inputs.GetValueOrDefault(workspace));
}
