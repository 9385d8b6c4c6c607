using K8sRouter.Crds.Validation;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>What is answered.</summary>
internal sealed record AdmissionDecision
{
    /// <summary>One of <see cref="AdmissionOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it is refused; none: it is allowed.</summary>
    public IReadOnlyList<FieldProblem> Problems { get; init; } = [];

    /// <summary>What the client shows to its user, allowed or not.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public bool Allowed => Problems.Count == 0;
}
