namespace K8sRouter.Sidecar.Sinks;

/// <summary>What an object of a segment holds: labels of metrics.</summary>
internal static class ObjectKinds
{
    public const string Records = "records";

    public const string Content = "content";
}
