using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Delivery;

/// <summary>What a workspace lost when its configuration was first delivered without a policy that had bound it.</summary>
/// <param name="Policies">UIDs of the policies that bind it no longer.</param>
/// <param name="Gained">
/// Ids of the endpoints that may be used since then, in order; null: what was in force can't be read.
/// </param>
internal sealed record PolicyLoss(CompiledFrom Policies, IReadOnlyList<string>? Gained)
{
    /// <summary>Whether prompts may go to where they might not before.</summary>
    public bool IsWider => Gained is not { Count: 0 };

    /// <summary>Compares what was in force with what takes its place; null: no policy is lost.</summary>
    /// <param name="before">Policies of what was in force; null: that isn't known.</param>
    /// <param name="canonicalJson">What was in force; null: it can't be read.</param>
    /// <param name="result">What takes its place.</param>
    public static PolicyLoss? Of(CompiledFrom? before, byte[]? canonicalJson, CompilationResult result)
    {
        var lost = new CompiledFrom(
            result.From.Policy is null ? before?.Policy : null, result.From.Floor is null ? before?.Floor : null);
        if (lost == CompiledFrom.Nothing)
            return null;
        var gained = UsableIn(canonicalJson) is { } usable
            ? result.Config.Endpoints.Select(endpoint => endpoint.Id).Except(usable, StringComparer.Ordinal)
            : null;
        return new PolicyLoss(lost, gained?.Order(StringComparer.Ordinal).ToArray());
    }

    private static IEnumerable<string>? UsableIn(byte[]? canonicalJson)
    {
        try
        {
            return canonicalJson is null
                ? null
                : RouterConfigSerializer.Deserialize(canonicalJson).Endpoints.Select(endpoint => endpoint.Id);
        }
        catch (JsonException)
        {
            // Of another version, whose form isn't ours.
            return null;
        }
    }
}
