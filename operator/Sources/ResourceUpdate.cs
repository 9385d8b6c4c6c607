using K8sRouter.Crds.Validation;

namespace K8sRouter.Operator.Sources;

/// <summary>What a source saw.</summary>
/// <param name="Resources">All resources; null: something is wrong, and what was in force stays so as a whole.</param>
/// <param name="Problems">Errors, where <paramref name="Resources"/> is null, and warnings.</param>
internal sealed record ResourceUpdate(ResourceSet? Resources, IReadOnlyList<FieldProblem> Problems);
