using System.Text.RegularExpressions;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>Name, namespace, labels and annotations.</summary>
internal static class MetadataChecks
{
    private static readonly string[] Known =
    [
        "name", "generateName", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "labels", "annotations", "finalizers", "ownerReferences", "managedFields", "selfLink",
    ];

    public static void Check(Field metadata, ResourceType type, ProblemList problems)
    {
        foreach (var (name, _) in metadata.Entries.Where(entry => !Known.Contains(entry.Key)))
            problems.UnknownField(metadata[name].Path, Suggestions.Nearest(name, Known));
        CheckName(metadata["name"], type, problems);
        CheckNamespace(metadata["namespace"], type, problems);
        CheckTexts(metadata["labels"], problems);
        CheckTexts(metadata["annotations"], problems);
    }

    private static void CheckName(Field name, ResourceType type, ProblemList problems)
    {
        var longest = type.IsCustom || !type.Entity.Namespaced ? ResourceNames.MaxLength : ResourceNameAttribute.MaxLength;
        if (!name.IsPresent)
            problems.Required(name.Path);
        else if (name.Text is not { } text)
            problems.TypeInvalid(name, "must be of type string; put it in quotes if text is meant");
        else if (type.Entity.OnlyName is { } only && text != only)
            problems.NotSupported(name, [only]);
        else if (text.Length > longest)
            problems.TooLong(name.Path, longest);
        else if (!Regex.IsMatch(text, ResourceNameAttribute.Pattern))
            problems.Invalid(name, $"must {ResourceNameAttribute.Must}");
    }

    private static void CheckNamespace(Field ns, ResourceType type, ProblemList problems)
    {
        if (!ns.IsPresent)
            return;
        if (!type.Entity.Namespaced)
            problems.Forbidden(ns.Path, $"a {type.Entity.Kind} belongs to the cluster, not to a namespace");
        else if (ns.Text is not { } text || text.Length > 63 || !Regex.IsMatch(text, "^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z"))
            problems.Invalid(ns, "must be a lowercase RFC 1123 label of at most 63 characters");
    }

    private static void CheckTexts(Field map, ProblemList problems)
    {
        foreach (var (_, value) in map.Entries.Where(entry => entry.Value.Text is null))
            problems.TypeInvalid(value, "must be of type string; put it in quotes if text is meant");
    }
}
