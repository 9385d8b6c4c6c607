using System.Text.Json.Nodes;
using K8sRouter.Operator.Webhooks.Admission;

namespace K8sRouter.Operator.Injection;

/// <summary>What becomes of a pod, and why.</summary>
internal sealed record InjectionDecision
{
    public required InjectionVerdict Verdict { get; init; }

    /// <summary>One of <see cref="InjectionReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>The reason as a sentence for people.</summary>
    public required string Sentence { get; init; }

    /// <summary>What is wrong in the pod; none though it is refused: the fault lies elsewhere.</summary>
    public IReadOnlyList<InjectionProblem> Problems { get; init; } = [];

    /// <summary>A JSON patch; empty: nothing changes.</summary>
    public JsonArray Operations { get; init; } = [];

    /// <summary>What whoever creates the pod should know.</summary>
    public IReadOnlyList<AdmissionWarning> Warnings { get; init; } = [];

    /// <summary>Native or classic; null: no sidecar.</summary>
    public string? Mode { get; init; }

    /// <summary>The image that is injected; null: none.</summary>
    public string? Image { get; init; }

    public static InjectionDecision Skip(string reason, string sentence) =>
        new() { Verdict = InjectionVerdict.Skipped, Reason = reason, Sentence = sentence };

    public static InjectionDecision Refuse(string reason, string sentence) =>
        new() { Verdict = InjectionVerdict.Refused, Reason = reason, Sentence = sentence };

    public static InjectionDecision Refuse(IReadOnlyList<InjectionProblem> problems) => new()
    {
        Verdict = InjectionVerdict.Refused,
        Reason = problems[0].Reason,
        Sentence = string.Join("; ", problems),
        Problems = problems,
    };
}
