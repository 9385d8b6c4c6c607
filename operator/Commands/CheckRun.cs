using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Sources;

namespace K8sRouter.Operator.Commands;

/// <summary>Validates and compiles without writing anything: for the pull requests of a GitOps pipeline.</summary>
internal static class CheckRun
{
    public static int Run(IResourceSource source, string operatorNamespace, Terminal terminal)
    {
        var update = source.Read();
        new ProblemPrinter(terminal.Errors).Print(update.Problems);
        if (update.Resources is null)
        {
            terminal.Errors.WriteLine($"refused: {ProblemPrinter.Count(update.Problems)}");
            return ExitCodes.Problems;
        }
        var inputs = CompilationInputs.Of(update.Resources, operatorNamespace, terminal.Time.GetUtcNow());
        foreach (var result in inputs.Select(WorkspaceCompiler.Compile))
            terminal.Output.Write(WorkspaceText.Render(result));
        terminal.Output.WriteLine(
            $"valid: {update.Resources}; {inputs.Count} workspaces; {ProblemPrinter.Count(update.Problems)}");
        return ExitCodes.Success;
    }
}
