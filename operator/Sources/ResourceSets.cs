using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Sources;

/// <summary>Puts resources from several files together.</summary>
internal static class ResourceSets
{
    public static ResourceSet Of(IReadOnlyCollection<LoadedResource> resources)
    {
        var objects = resources.Select(resource => resource.Resource).ToArray();
        return new ResourceSet
        {
            Namespaces = [.. objects.OfType<V1Namespace>()],
            Secrets = [.. objects.OfType<V1Secret>()],
            Providers = [.. objects.OfType<ModelProvider>()],
            Policies = [.. objects.OfType<WorkspacePrivacyPolicy>()],
            Destinations = [.. objects.OfType<ObservabilityDestination>()],
        };
    }

    /// <summary>
    /// The same object in two files: which one <c>kubectl apply</c> would leave depends on the order, so neither is taken.
    /// The reader finds those within one file.
    /// </summary>
    public static IEnumerable<FieldProblem> Duplicates(IEnumerable<LoadedResource> resources)
    {
        var first = new Dictionary<string, LoadedResource>(StringComparer.Ordinal);
        foreach (var resource in resources.Where(resource => resource.Name.Length > 0))
        {
            if (first.TryAdd(resource.ToString(), resource) || first[resource.ToString()].File == resource.File)
                continue;
            var other = first[resource.ToString()];
            yield return new FieldProblem
            {
                Resource = resource.ToString(),
                Path = "metadata.name",
                Reason = ProblemReason.Duplicate,
                Message = $"Duplicate value: \"{resource.Name}\": the same resource stands in {other.File}:{other.Line}",
                File = resource.File,
                Line = resource.Line,
            };
        }
    }
}
