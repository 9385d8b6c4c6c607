using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Controllers.Conditions;

/// <summary>Makes conditions of findings, with the times at which they last changed.</summary>
internal static class ConditionMerge
{
    /// <summary>What the schema allows for a message.</summary>
    private const int MostCharacters = 32768;

    private const string Cut = " ...";

    /// <summary>The conditions, in the order of the findings.</summary>
    /// <param name="previous">What the object says now; null: nothing.</param>
    /// <param name="findings">One for each condition.</param>
    /// <param name="generation">The generation of the spec that was looked at.</param>
    /// <param name="now">When a status that differs is said to have changed; to the second, which is what the API keeps.</param>
    public static IReadOnlyList<V1Condition> Merge(
        IReadOnlyList<V1Condition>? previous, IEnumerable<ConditionFinding> findings, long? generation, DateTimeOffset now) =>
        [.. findings.Select(finding => new V1Condition
        {
            Type = finding.Type,
            Status = finding.Status,
            ObservedGeneration = generation,
            LastTransitionTime = Since(Find(previous, finding.Type), finding) ?? ToSecond(now),
            Reason = finding.Reason,
            Message = Shorten(finding.Message),
        })];

    /// <summary>The condition of that type; null: there is none.</summary>
    public static V1Condition? Find(IReadOnlyList<V1Condition>? conditions, string type) =>
        conditions?.FirstOrDefault(condition => condition.Type == type);

    /// <summary>What the schema gives to a new object has a time before there were any; the first look is the change.</summary>
    private static DateTimeOffset? Since(V1Condition? previous, ConditionFinding finding) =>
        previous?.Status == finding.Status && previous.LastTransitionTime > DateTimeOffset.UnixEpoch
            ? previous.LastTransitionTime
            : null;

    private static DateTimeOffset ToSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static string Shorten(string message)
    {
        if (message.Length <= MostCharacters)
            return message;
        var length = MostCharacters - Cut.Length;
        // Half a character would be no text at all.
        if (char.IsHighSurrogate(message[length - 1]))
            length--;
        return message[..length] + Cut;
    }
}
