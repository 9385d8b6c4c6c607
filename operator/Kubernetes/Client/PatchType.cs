namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>How the server applies a patch.</summary>
internal enum PatchType
{
    /// <summary>RFC 6902.</summary>
    JsonPatch,

    /// <summary>RFC 7386.</summary>
    MergePatch,

    /// <summary>Server-side apply.</summary>
    ApplyPatch,
}
