using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Crds.Validation;

/// <summary>What a namespace says of its workspace.</summary>
internal static class NamespaceChecks
{
    public static void Check(Field ns, ProblemList problems)
    {
        var annotations = ns["metadata"]["annotations"];
        const string Annotation = V1Namespace.WorkspaceIdAnnotation;
        var id = new Field(annotations[Annotation].Node, annotations.Path.Key(Annotation));
        if (id.Text is { } text && !Guid.TryParseExact(text, "D", out _))
            problems.Invalid(id, "must be a UUID, such as 6d6c1f3e-9a0b-4f4e-8b4e-0d6c2f1a7b55");
    }
}
