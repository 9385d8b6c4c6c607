using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Commands.Explain;

/// <summary>Why each endpoint of a model may be used in a workspace, or not.</summary>
internal static class ExplainRun
{
    private static readonly string[] RoutingSuffixes = [":free", ":nitro", ":floor"];

    public static int Run(ExplainedWorkspace workspace, string model, bool json, Terminal terminal)
    {
        var config = workspace.Config;
        var name = WithoutRoutingSuffix(model, config);
        if (config.Models.All(known => known.Name != name))
        {
            var models = config.Models.Select(known => known.Name);
            terminal.Errors.WriteLine($"error: no provider has the model '{model}'. {NearNames.Sentence(name, models)}");
            return ExitCodes.Problems;
        }
        var explanation = ModelExplanation.Of(name, workspace);
        terminal.Output.Write(json ? ReportJson.Render(explanation) : ExplanationText.Render(explanation));
        return ExitCodes.Success;
    }

    /// <summary>Callers append rules of routing to names; what a policy allows doesn't depend on them.</summary>
    private static string WithoutRoutingSuffix(string model, RouterConfig config) =>
        config.Models.All(known => known.Name != model)
        && RoutingSuffixes.FirstOrDefault(suffix => model.EndsWith(suffix, StringComparison.Ordinal)) is { } found
            ? model[..^found.Length]
            : model;
}
