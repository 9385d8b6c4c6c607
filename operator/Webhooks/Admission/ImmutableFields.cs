using System.Text.Json.Nodes;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>What never changes while an object lives.</summary>
internal static class ImmutableFields
{
    /// <summary>What a change breaks.</summary>
    public static IEnumerable<FieldProblem> Check(LoadedResource old, LoadedResource next)
    {
        if (next.Kind != "ObservabilityDestination" || TypeOf(old) is not { } was || TypeOf(next) is not { } becomes)
            yield break;
        if (was != becomes)
        {
            yield return new()
            {
                Resource = $"{next}",
                Path = "spec.type",
                Reason = ProblemReason.Invalid,
                Message = $"Invalid value: \"{becomes}\": field is immutable: it is \"{was}\"; "
                    + "delete the destination and create another",
            };
        }
    }

    private static string? TypeOf(LoadedResource resource) =>
        resource.Raw["spec"] is JsonObject spec && spec["type"] is JsonValue type && type.TryGetValue<string>(out var text)
            ? text
            : null;
}
