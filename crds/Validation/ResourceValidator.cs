using System.Text.Json.Nodes;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>
/// Says everything that is wrong with a resource at once: the schema of its kind first, then what a schema can't say. Looks at
/// nothing but the resource: whether a Secret or a provider exists is a condition, not validity.
/// </summary>
public static class ResourceValidator
{
    /// <summary>The problems in the order of the file; none: the resource is valid. Warnings are among them.</summary>
    /// <param name="resource">A resource that was read.</param>
    public static IReadOnlyList<FieldProblem> Validate(LoadedResource resource)
    {
        var type = ResourceTypes.Find(resource.Kind)
            ?? throw new ArgumentException($"{resource.Kind} is none of our kinds.", nameof(resource));
        var problems = new ProblemList(resource.ToString(), resource.File, resource.Lines);
        var root = new Field(resource.Raw, FieldPath.Root);

        MetadataChecks.Check(root["metadata"], type, problems);
        if (type.IsCustom)
            CheckTopLevel(root, type, problems);
        switch (type.Entity.Kind)
        {
            case "ModelProvider":
                ModelProviderChecks.Check(root["spec"], problems);
                break;
            case "WorkspacePrivacyPolicy":
                WorkspacePrivacyPolicyChecks.Check(root["spec"], problems);
                break;
            case "ObservabilityDestination":
                ObservabilityDestinationChecks.Check(root["spec"], problems);
                break;
            case "Secret":
                SecretChecks.Check(root, problems);
                break;
            case "Namespace":
                NamespaceChecks.Check(root, problems);
                break;
        }
        // A resource that nobody can use and nobody complains of must not exist.
        var complained = resource.RefusedByReader || problems.InOrder().Any(problem => problem.Severity == ProblemSeverity.Error);
        if (resource.Resource is null && !complained)
            problems.TypeInvalid(root, "the resource doesn't have the form of its kind");
        return problems.InOrder();
    }

    private static void CheckTopLevel(Field root, ResourceType type, ProblemList problems)
    {
        string[] known = ["apiVersion", "kind", "metadata", "spec", "status"];
        foreach (var (name, _) in ((JsonObject)root.Node!).Where(entry => !known.Contains(entry.Key)))
        {
            var belongs = type.Spec.Property(name) is null ? Suggestions.Nearest(name, known) : $"spec.{name}";
            problems.UnknownField(root[name].Path, belongs);
        }
        if (!root["spec"].IsPresent)
        {
            problems.Required(root["spec"].Path);
            return;
        }
        new SchemaValidator(type.Spec, problems).Validate(root["spec"]);
    }
}
