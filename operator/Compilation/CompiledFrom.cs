using System.Text.RegularExpressions;

namespace K8sRouter.Operator.Compilation;

/// <summary>
/// Which policies a configuration was compiled from, by their UIDs. It stands beside the configuration, not in it: a policy that
/// was deleted and created again with the same spec leads to the same revision.
/// </summary>
/// <param name="Policy">UID of the workspace's policy; null: there was none.</param>
/// <param name="Floor">UID of the organization floor; null: there was none.</param>
internal sealed partial record CompiledFrom(string? Policy, string? Floor)
{
    /// <summary>In the place of the UID of a policy that is there and can't be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Neither policy nor floor.</summary>
    public static readonly CompiledFrom Nothing = new(null, null);

    private const string None = "none";

    /// <summary>Of what is gathered for a compilation.</summary>
    public static CompiledFrom Of(CompilationInput input) => new(
        input.Policy?.Metadata.Uid ?? (input.PolicyIsInvalid ? Unreadable : null), input.Floor?.Metadata.Uid);

    /// <summary>What <see cref="ToString"/> wrote; null: it isn't that.</summary>
    public static CompiledFrom? Parse(string? text) =>
        text is not null && Form().Match(text) is { Success: true } match
            ? new CompiledFrom(Uid(match.Groups["policy"].Value), Uid(match.Groups["floor"].Value))
            : null;

    /// <summary>Such as <c>policy=5f0c..., floor=none</c>, without the space.</summary>
    public override string ToString() => $"policy={Policy ?? None},floor={Floor ?? None}";

    private static string? Uid(string text) => text == None ? null : text;

    [GeneratedRegex("^policy=(?<policy>[A-Za-z0-9-]+),floor=(?<floor>[A-Za-z0-9-]+)$")]
    private static partial Regex Form();
}
