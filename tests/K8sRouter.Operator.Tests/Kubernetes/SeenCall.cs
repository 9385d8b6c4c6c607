namespace K8sRouter.Operator.Tests.Kubernetes;

/// <summary>A call that the fake server got.</summary>
internal sealed record SeenCall(
    string Method, string Target, string Protocol, IReadOnlyDictionary<string, string> Headers, string Body, string? ClientCertificate)
{
    public string Line => $"{Method} {Target}";
}
