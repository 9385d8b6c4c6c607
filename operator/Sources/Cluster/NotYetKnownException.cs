namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>A workspace's Secrets aren't known yet: its rights were only just given, or are missing. Tried again.</summary>
internal sealed class NotYetKnownException(string workspace) : Exception($"Secrets of namespace {workspace} aren't known yet.");
