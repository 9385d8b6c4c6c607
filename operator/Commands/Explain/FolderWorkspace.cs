using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Sources;

namespace K8sRouter.Operator.Commands.Explain;

/// <summary>A workspace of a folder of manifests, compiled for the explanation.</summary>
internal static class FolderWorkspace
{
    /// <exception cref="CommandException">The resources are refused, or there is no such workspace.</exception>
    public static ExplainedWorkspace Find(IResourceSource source, string operatorNamespace, string workspace, Terminal terminal)
    {
        var update = source.Read();
        if (update.Resources is null)
        {
            new ProblemPrinter(terminal.Errors).Print(update.Problems);
            throw CommandException.Problem("nothing can be explained: the resources are refused.");
        }
        var inputs = CompilationInputs.Of(update.Resources, operatorNamespace, terminal.Time.GetUtcNow());
        if (inputs.FirstOrDefault(input => input.Workspace.Name == workspace) is not { } found)
        {
            var names = inputs.Select(input => input.Workspace.Name);
            throw CommandException.Problem($"there is no workspace '{workspace}'. {NearNames.Sentence(workspace, names)}");
        }
        var result = WorkspaceCompiler.Compile(found);
        return new ExplainedWorkspace(result.Config, result.Revision);
    }
}
