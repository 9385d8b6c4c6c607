using K8sRouter.Crds.Reading;

namespace K8sRouter.Crds.Validation;

/// <summary>
/// Collects the problems of one resource, worded as kubectl words them. A path that has an error gets no second one: the
/// rules run after the schema, over values that it may already have refused.
/// </summary>
internal sealed class ProblemList(string resource, string? file, SourceLines? lines)
{
    private readonly List<FieldProblem> _problems = [];
    private readonly HashSet<string> _paths = [];

    /// <summary>All problems in the order of the file.</summary>
    public IReadOnlyList<FieldProblem> InOrder() => [.. _problems.OrderBy(problem => problem.Line ?? int.MaxValue)];

    public void Invalid(Field field, string must, bool quoted = true) =>
        Add(field.Path, ProblemReason.Invalid, $"Invalid value: {Quote(field, quoted)}{must}");

    public void TypeInvalid(Field field, string must) =>
        Add(field.Path, ProblemReason.TypeInvalid, $"Invalid value: {must}");

    public void Required(FieldPath path, string? why = null) =>
        Add(path, ProblemReason.Required, why is null ? "Required value" : $"Required value: {why}");

    public void NotSupported(Field field, IEnumerable<string> supported, bool quoted = true) =>
        Add(field.Path, ProblemReason.NotSupported,
            $"Unsupported value: {Quote(field, quoted)}supported values: \"{string.Join("\", \"", supported)}\"");

    public void Duplicate(Field field, bool quoted = true, string? why = null)
    {
        var value = quoted ? $": \"{field.Text}\"" : "";
        Add(field.Path, ProblemReason.Duplicate, why is null ? $"Duplicate value{value}" : $"Duplicate value{value}: {why}");
    }

    public void TooMany(FieldPath path, int actual, int most) =>
        Add(path, ProblemReason.TooMany, $"Too many: {actual}: must have at most {most} items");

    public void TooLong(FieldPath path, int most) =>
        Add(path, ProblemReason.TooLong, $"Too long: may not be more than {most} characters");

    public void Forbidden(FieldPath path, string why) => Add(path, ProblemReason.Forbidden, $"Forbidden: {why}");

    public void UnknownField(FieldPath path, string? suggestion)
    {
        var hint = suggestion is null ? "" : $" (did you mean \"{suggestion}\"?)";
        Add(path, ProblemReason.UnknownField, $"unknown field \"{path}\"{hint}");
    }

    public void Warn(FieldPath path, string message) =>
        _problems.Add(Problem(path, ProblemReason.Invalid, message) with { Severity = ProblemSeverity.Warning });

    private static string Quote(Field field, bool quoted)
    {
        if (!quoted || field.Node is null)
            return "";
        return field.Text is { } text ? $"\"{text}\": " : $"{field.Node.ToJsonString()}: ";
    }

    private void Add(FieldPath path, ProblemReason reason, string message)
    {
        if (_paths.Add(path.Pointer))
            _problems.Add(Problem(path, reason, message));
    }

    private FieldProblem Problem(FieldPath path, ProblemReason reason, string message) => new()
    {
        Resource = resource,
        Path = path.Display,
        Reason = reason,
        Message = message,
        File = file,
        Line = lines?.Of(path.Pointer),
    };
}
