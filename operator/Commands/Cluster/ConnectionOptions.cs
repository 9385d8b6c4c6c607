using System.CommandLine;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Configuration;

namespace K8sRouter.Operator.Commands.Cluster;

/// <summary>The flags that say which cluster is meant.</summary>
internal sealed class ConnectionOptions(Flags flags)
{
    public Option<string?> KubeConfig { get; } = flags.Text(
        "kubeconfig", "FILE", "The kubeconfig; without it as kubectl finds one, and in a pod the pod's own rights.", null,
        recursive: false);

    public Option<string?> Context { get; } = flags.Text(
        "context", "NAME", "The context in the kubeconfig; without it the current one.", null, recursive: false);

    /// <summary>How the cluster is reached.</summary>
    /// <exception cref="CommandException">It can't be known; the text says what was looked for.</exception>
    public ClusterConnection Find(ParseResult parsed, TimeProvider time)
    {
        var search = new ConfigurationSearch
        {
            KubeConfigPath = parsed.GetValue(KubeConfig),
            Context = parsed.GetValue(Context),
            Environment = flags.Environment,
        };
        try
        {
            return ConfigurationLoader.Load(search, time);
        }
        catch (KubernetesConfigurationException fault)
        {
            throw CommandException.Usage(fault.Message);
        }
    }

    /// <summary>A client of that cluster, which the caller ends.</summary>
    public KubernetesClient Open(ParseResult parsed, TimeProvider time) => new(Find(parsed, time), time);
}
