using System.Collections.Concurrent;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>
/// Reads the Secrets that a workspace refers to and that are labelled for a use of ours, each again only when its version has
/// changed. The values of others are never asked for.
/// </summary>
[GenericRbac(RbacScope.Workspace, "", "secrets", RbacVerb.Read,
    For = "Secrets that policies and destinations name, and API keys")]
internal sealed class SecretReader(IKubernetes kubernetes)
{
    private readonly ConcurrentDictionary<(string Namespace, string Name), V1Secret> _read = new();

    /// <summary>
    /// Those of the given metadata, with values where they may be used, and without where they aren't labelled.
    /// </summary>
    public async Task<IReadOnlyList<V1Secret>> ReadAsync(
        string @namespace, IEnumerable<V1ObjectMeta> wanted, CancellationToken cancellationToken)
    {
        var secrets = new List<V1Secret>();
        foreach (var metadata in wanted)
        {
            var key = (@namespace, metadata.Name!);
            if (metadata.Labels?.ContainsKey(SecretUses.Label) is not true)
            {
                _read.TryRemove(key, out _);
                secrets.Add(new V1Secret { Metadata = metadata });
            }
            else if (_read.TryGetValue(key, out var known) && known.Metadata.ResourceVersion == metadata.ResourceVersion)
            {
                secrets.Add(known);
            }
            else if (await kubernetes.GetAsync<V1Secret>(@namespace, metadata.Name!, cancellationToken) is { } secret)
            {
                _read[key] = secret;
                secrets.Add(secret);
            }
        }
        return secrets;
    }

    /// <summary>Forgets all of a namespace but these: values that nobody refers to any more, or that are gone.</summary>
    public void Keep(string @namespace, IReadOnlySet<string> names)
    {
        foreach (var key in _read.Keys.Where(key => key.Namespace == @namespace && !names.Contains(key.Name)))
            _read.TryRemove(key, out _);
    }
}
