using k8s;
using k8s.Models;

namespace K8sRouter.Cluster.Tests.Kubernetes;

/// <summary>The library's own calls and reading: another client than ours, for what ours has written and for reviews.</summary>
internal sealed class LibraryClient(string kubeconfig) : IDisposable
{
    private readonly k8s.Kubernetes _client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));

    public Task<k8s.Models.V1Lease> LeaseAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        _client.CoordinationV1.ReadNamespacedLeaseAsync(name, @namespace, cancellationToken: cancellationToken);

    public Task<k8s.Models.Eventsv1Event> EventAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        _client.EventsV1.ReadNamespacedEventAsync(name, @namespace, cancellationToken: cancellationToken);

    /// <summary>Whether the client's user may list pods in a namespace.</summary>
    public async Task<bool> MayListPodsAsync(string @namespace, CancellationToken cancellationToken)
    {
        var question = new V1SelfSubjectAccessReview
        {
            Spec = new() { ResourceAttributes = new() { Verb = "list", Resource = "pods", NamespaceProperty = @namespace } },
        };
        var answer = await _client.AuthorizationV1.CreateSelfSubjectAccessReviewAsync(question, cancellationToken: cancellationToken);
        return answer.Status.Allowed;
    }

    /// <summary>Name of the user whose token it is.</summary>
    public async Task<string> UserOfAsync(string token, CancellationToken cancellationToken)
    {
        var question = new V1TokenReview { Spec = new() { Token = token } };
        var answer = await _client.AuthenticationV1.CreateTokenReviewAsync(question, cancellationToken: cancellationToken);
        return answer.Status.User.Username;
    }

    public void Dispose() => _client.Dispose();
}
