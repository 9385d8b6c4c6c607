using K8sRouter.Crds.Validation;

namespace K8sRouter.Operator.Commands;

/// <summary>Says what is wrong with resources: <c>file:line: severity: object: path: sentence</c>, as compilers do.</summary>
internal sealed class ProblemPrinter(TextWriter errors)
{
    private string _printed = "";

    /// <summary>Prints the problems, unless they are what was printed last.</summary>
    public void Print(IReadOnlyList<FieldProblem> problems, string? conclusion = null)
    {
        var text = string.Concat(problems.OrderBy(problem => problem.Severity)
            .Select(problem => problem.ToStringWithLocation() + "\n"));
        if (text != _printed)
        {
            errors.Write(text);
            if (conclusion is not null)
                errors.WriteLine(conclusion);
            errors.Flush();
        }
        _printed = text;
    }

    /// <summary>Such as <c>2 errors, 1 warning</c>.</summary>
    public static string Count(IReadOnlyList<FieldProblem> problems)
    {
        var errors = problems.Count(problem => problem.Severity == ProblemSeverity.Error);
        var warnings = problems.Count(problem => problem.Severity == ProblemSeverity.Warning);
        return $"{Plural(errors, "error")}, {Plural(warnings, "warning")}";
    }

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
