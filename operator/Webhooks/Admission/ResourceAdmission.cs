using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>
/// Judges an object that somebody wants to store: by the one validator, which the controllers ask again, and by nothing that
/// lies outside the object, save for warnings.
/// </summary>
internal sealed class ResourceAdmission(IAdmissionContext context, TimeProvider clock)
{
    private const int MostProblems = 100;

    private readonly RelatedObjects _related = new(context, clock);

    public AdmissionDecision Review(AdmissionRequest request)
    {
        if (request.SubResource.Length > 0 || !ApiObjectReader.IsOurs(request.ApiVersion, request.Kind))
            return new() { Outcome = AdmissionOutcomes.NotOurs };
        if (request.Operation is not ("CREATE" or "UPDATE"))
            return new() { Outcome = AdmissionOutcomes.Deleting, Warnings = WarningsOfDeleting(request.OldObject) };
        if (Read(request.Object) is not { } next)
            throw NotAReview("request.object isn't of request.kind");
        // Whoever removes the last finalizer of a broken object must get through.
        if (next.Raw["metadata"] is JsonObject metadata && metadata["deletionTimestamp"] is not null)
            return new() { Outcome = AdmissionOutcomes.Deleting };

        var old = request.Operation == "UPDATE" ? Read(request.OldObject) : null;
        if (old is not null && IsSameSpec(request))
            return new() { Outcome = AdmissionOutcomes.Unchanged };
        var found = ResourceValidator.Validate(next);
        var problems = found.Where(problem => problem.Severity == ProblemSeverity.Error)
            .Concat(old is null ? [] : ImmutableFields.Check(old, next))
            .DistinctBy(problem => problem.Path.Length == 0 ? problem.Message : problem.Path)
            .Take(MostProblems).ToList();
        return new()
        {
            Outcome = problems.Count == 0 ? AdmissionOutcomes.Valid : AdmissionOutcomes.Invalid,
            Problems = problems,
            Warnings = AdmissionWarnings.Text([.. Warnings(found, problems.Count == 0 ? next.Resource : null, old?.Resource)]),
        };
    }

    /// <summary>Nothing that is deleted is refused: it is said what becomes of whom.</summary>
    private IReadOnlyList<string> WarningsOfDeleting(JsonElement old)
    {
        if (old.ValueKind != JsonValueKind.Object || Read(old)?.Resource is not { } resource)
            return [];
        return AdmissionWarnings.Text([.. _related.OfDeleting(resource)]);
    }

    private static LoadedResource? Read(JsonElement element)
    {
        try
        {
            return ApiObjectReader.Read(element);
        }
        catch (JsonException)
        {
            throw NotAReview("a text of the object isn't Unicode");
        }
    }

    private static AdmissionException NotAReview(string why) =>
        new(StatusCodes.Status400BadRequest, $"not an admission review: {why}");

    /// <summary>
    /// A label, an annotation or an owner can be set on an object whose spec an older operator, or none, let pass.
    /// </summary>
    private static bool IsSameSpec(AdmissionRequest request) =>
        request.Object.TryGetProperty("spec", out var next) && request.OldObject.TryGetProperty("spec", out var old)
        && JsonElement.DeepEquals(next, old);

    /// <param name="found">What the validator says.</param>
    /// <param name="resource">The object; null: it is invalid, and nothing can be said of what it would lead to.</param>
    /// <param name="old">What it replaces; null: nothing, or what can't be read.</param>
    private IEnumerable<AdmissionWarning> Warnings(
        IEnumerable<FieldProblem> found, IKubernetesObject? resource, IKubernetesObject? old)
    {
        var byValidator = found.Where(problem => problem.Severity == ProblemSeverity.Warning)
            .Select(problem => new AdmissionWarning(problem.Path, problem.Message));
        if (resource is null)
            return byValidator;
        var risks = resource switch
        {
            WorkspacePrivacyPolicy policy => Of(PolicyRisks.All, policy.Spec),
            ModelProvider provider => Of(ProviderRisks.All, provider.Spec).Concat(Dates(provider.Spec.DataPolicy)),
            ObservabilityDestination destination => Of(DestinationRisks.All, destination.Spec),
            _ => [],
        };
        return _related.OfStoring(resource, old).Concat(risks).Concat(byValidator);
    }

    private static IEnumerable<AdmissionWarning> Of<TSpec>(IEnumerable<Risk<TSpec>> risks, TSpec spec) =>
        risks.Where(risk => risk.Applies(spec)).Select(risk => new AdmissionWarning(risk.Path, risk.Message));

    private IEnumerable<AdmissionWarning> Dates(DataPolicySpec? policy)
    {
        if (!DateOnly.TryParseExact(
            policy?.VerifiedAt, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var verified))
            yield break;
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        // A day of grace: dates are of any time zone.
        if (verified > today.AddDays(1))
            yield return new("spec.dataPolicy.verifiedAt", "lies in the future");
        if (policy!.MaxAgeDays is { } age && today.DayNumber - verified.DayNumber > age)
            yield return new("spec.dataPolicy.verifiedAt", $"is more than {age} days ago: the facts count as unconfirmed");
    }
}
