namespace K8sRouter.Crds.Validation;

/// <summary>One thing wrong in one place. Never holds the value of a secret.</summary>
public sealed record FieldProblem
{
    /// <summary>The object, such as <c>ModelProvider "openai"</c>; empty where the file itself is at fault.</summary>
    public required string Resource { get; init; }

    /// <summary>Path of the field, such as <c>spec.upstreams[0].baseUrl</c>; empty where no field is meant.</summary>
    public required string Path { get; init; }

    /// <summary>Kind of problem.</summary>
    public required ProblemReason Reason { get; init; }

    /// <summary>What is wrong and what would be right, without object and path.</summary>
    public required string Message { get; init; }

    /// <summary>What it means for the resource.</summary>
    public ProblemSeverity Severity { get; init; }

    /// <summary>The file, as it was named to the reader; null: not from a file.</summary>
    public string? File { get; init; }

    /// <summary>Line in the file, from 1; null: not known.</summary>
    public int? Line { get; init; }

    /// <summary>
    /// As kubectl would say it: <c>ModelProvider "openai": spec.models: Required value</c>. Without file and line.
    /// </summary>
    public override string ToString()
    {
        // kubectl puts the path of an unknown field into the sentence.
        var path = Reason == ProblemReason.UnknownField ? "" : Path;
        return string.Join(": ", new[] { Resource, path, Message }.Where(part => part.Length > 0));
    }

    /// <summary>As a compiler would say it: <c>openai.yaml:12: error: ModelProvider "openai": ...</c>.</summary>
    public string ToStringWithLocation()
    {
#pragma warning disable CA1308 // A compiler's word for the severity is in lower case.
        var severity = Severity.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        if (File is null)
            return $"{severity}: {this}";
        return Line is null ? $"{File}: {severity}: {this}" : $"{File}:{Line}: {severity}: {this}";
    }
}
