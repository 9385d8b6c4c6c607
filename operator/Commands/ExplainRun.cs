using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Sources;

namespace K8sRouter.Operator.Commands;

/// <summary>Why each endpoint of a model may be used in a workspace, or not.</summary>
internal static class ExplainRun
{
    private static readonly string[] RoutingSuffixes = [":free", ":nitro", ":floor"];

    public static int Run(
        IResourceSource source, string operatorNamespace, string workspace, string model, bool json, Terminal terminal)
    {
        var update = source.Read();
        if (update.Resources is null)
        {
            new ProblemPrinter(terminal.Errors).Print(update.Problems, "nothing can be explained: the resources are refused");
            return ExitCodes.Problems;
        }
        var inputs = CompilationInputs.Of(update.Resources, operatorNamespace, terminal.Time.GetUtcNow());
        if (inputs.FirstOrDefault(input => input.Workspace.Name == workspace) is not { } found)
        {
            var names = inputs.Select(input => input.Workspace.Name);
            terminal.Errors.WriteLine($"error: there is no workspace '{workspace}'. {NearNames.Sentence(workspace, names)}");
            return ExitCodes.Problems;
        }
        var result = WorkspaceCompiler.Compile(found);
        var name = WithoutRoutingSuffix(model, result);
        if (result.Config.Models.All(known => known.Name != name))
        {
            var models = result.Config.Models.Select(known => known.Name);
            terminal.Errors.WriteLine($"error: no provider has the model '{model}'. {NearNames.Sentence(name, models)}");
            return ExitCodes.Problems;
        }
        var explanation = ModelExplanation.Of(name, result);
        terminal.Output.Write(json ? ReportJson.Render(explanation) : ExplanationText.Render(explanation));
        return ExitCodes.Success;
    }

    /// <summary>Callers append rules of routing to names; what a policy allows doesn't depend on them.</summary>
    private static string WithoutRoutingSuffix(string model, CompilationResult result) =>
        result.Config.Models.All(known => known.Name != model)
        && RoutingSuffixes.FirstOrDefault(suffix => model.EndsWith(suffix, StringComparison.Ordinal)) is { } found
            ? model[..^found.Length]
            : model;
}
