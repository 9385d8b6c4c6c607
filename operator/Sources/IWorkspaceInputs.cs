using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Sources;

/// <summary>What workspaces are compiled from: the resources of a folder, or of a cluster.</summary>
internal interface IWorkspaceInputs
{
    /// <summary>All that one workspace depends on, now; null: it isn't a workspace, or is one no more.</summary>
    /// <param name="workspace">Name of the namespace.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<CompilationInput?> GatherAsync(string workspace, CancellationToken cancellationToken);
}
