using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Delivery.Cluster;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Commands.Explain;

/// <summary>
/// A workspace of a cluster, by what is in force there: it takes no more than the right to read ConfigMaps in the namespace.
/// </summary>
internal static class ClusterWorkspace
{
    /// <exception cref="CommandException">It can't be read, or there is none.</exception>
    public static async Task<ExplainedWorkspace> FindAsync(
        IKubernetes kubernetes, string workspace, CancellationToken cancellationToken)
    {
        try
        {
            var configMap = await kubernetes.GetAsync<V1ConfigMap>(workspace, OperatorNames.ConfigMap, cancellationToken);
            if (configMap?.BinaryData?.AsReadOnly().GetValueOrDefault(ConfigFiles.RouterConfig) is not { } compressed)
            {
                throw CommandException.Problem(
                    $"nothing is in force in namespace '{workspace}': there is no ConfigMap {OperatorNames.ConfigMap}. "
                    + "Label the namespace k8srouter.io/inject=enabled or give it a WorkspacePrivacyPolicy, and see that the "
                    + "operator runs.");
            }
            var json = RouterConfigSerializer.Decompress(compressed);
            return new ExplainedWorkspace(RouterConfigSerializer.Deserialize(json), RouterConfigSerializer.Revision(json));
        }
        catch (KubernetesException fault)
        {
            throw CommandException.Problem($"the cluster didn't answer: {fault.Message}");
        }
        catch (Exception fault) when (fault is InvalidDataException or JsonException)
        {
            throw CommandException.Problem(
                $"ConfigMap {workspace}/{OperatorNames.ConfigMap} isn't a configuration that this version can read.");
        }
    }
}
