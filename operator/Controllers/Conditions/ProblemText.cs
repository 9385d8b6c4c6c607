using K8sRouter.Crds.Validation;

namespace K8sRouter.Operator.Controllers.Conditions;

/// <summary>What is wrong with a spec, for a condition's message.</summary>
internal static class ProblemText
{
    private const int MostProblems = 20;

    /// <summary>The problems that make the resource invalid; warnings and notices don't.</summary>
    public static IReadOnlyList<FieldProblem> Errors(IEnumerable<FieldProblem> problems) =>
        [.. problems.Where(problem => problem.Severity == ProblemSeverity.Error)];

    /// <summary>Every problem by its field path, in kubectl's words.</summary>
    public static string Of(IReadOnlyList<FieldProblem> errors)
    {
        var listed = errors.Take(MostProblems).Select(problem => (problem with { Resource = "" }).ToString());
        var more = errors.Count > MostProblems ? $"; and {errors.Count - MostProblems} more" : "";
        return $"The spec is invalid: {string.Join("; ", listed)}{more}.";
    }
}
