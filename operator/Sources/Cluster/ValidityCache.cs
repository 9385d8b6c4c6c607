using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>
/// What the one validator says of objects that are in the cluster already: admission may have been down when they came. Each
/// object is looked at once, for as long as it is in memory.
/// </summary>
internal sealed class ValidityCache
{
    private readonly ConditionalWeakTable<IKubernetesObject, IReadOnlyList<FieldProblem>> _problems = [];

    /// <summary>Whether it can take part. Warnings don't count.</summary>
    public bool IsValid(IKubernetesObject resource) =>
        Problems(resource).All(problem => problem.Severity != ProblemSeverity.Error);

    /// <summary>Everything that is wrong with it, warnings included.</summary>
    public IReadOnlyList<FieldProblem> Problems(IKubernetesObject resource) => _problems.GetValue(resource, Validate);

    private static IReadOnlyList<FieldProblem> Validate(IKubernetesObject resource) =>
        ResourceValidator.Validate(new LoadedResource
        {
            Kind = resource.Kind,
            Namespace = resource.Metadata.NamespaceProperty,
            Name = resource.Metadata.Name ?? "",
            File = "",
            Line = 0,
            Resource = resource,
            Raw = (JsonObject)JsonSerializer.SerializeToNode(resource, resource.GetType(), ResourceJson.Options)!,
        });
}
