namespace K8sRouter.Core.Configuration;

/// <summary>One demand on a trace.</summary>
public sealed record DestinationFilterRule
{
    /// <summary>What is looked at: one of the fields that the API documents.</summary>
    public required string Field { get; init; }

    /// <summary>How it is compared: one of the operators that the API documents.</summary>
    public required string Operator { get; init; }

    /// <summary>With what it is compared, numbers as text; null for operators that compare with nothing.</summary>
    public string? Value { get; init; }
}
