namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>What the server is.</summary>
/// <param name="Major">Such as 1.</param>
/// <param name="Minor">Such as 20, without a vendor's plus sign.</param>
/// <param name="GitVersion">Such as <c>v1.20.2</c>.</param>
internal sealed record VersionInfo(int Major, int Minor, string GitVersion);
