namespace K8sRouter.Crds.Schema;

/// <summary>Bounds of the names of our resources.</summary>
internal static class ResourceNames
{
    /// <summary>Most characters of a resource's name: it also stands in labels and in keys of a Secret, with a prefix.</summary>
    public const int MaxLength = 63;
}
