using System.Globalization;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Injection;

/// <summary>
/// Whether the cluster can run native sidecars: the API server must keep the field, and every kubelet must know it, since one
/// that doesn't runs the sidecar as an ordinary init container, for whose end the pod waits for ever.
/// </summary>
[GenericRbac(RbacScope.Cluster, "", "nodes", RbacVerb.Read, For = "whether every kubelet knows native sidecars")]
internal sealed class ServerSupport
{
    private const int FirstMinor = 29;

    private const string ByAge = "age";
    private const string Old = "old";

    private readonly VersionInfo _server;
    private readonly IInformer<V1Node>? _nodes;

    /// <param name="server">What the API server says of itself.</param>
    /// <param name="factory">Makes the watch of nodes.</param>
    /// <param name="asksNodes">Whether it matters; false: nothing is watched.</param>
    public ServerSupport(VersionInfo server, InformerFactory factory, bool asksNodes)
    {
        _server = server;
        if (!asksNodes || !IsNew(server.Major, server.Minor))
            return;
        _nodes = factory.Create(new InformerOptions<V1Node>
        {
            Transform = Smallest,
            Indexes = new Dictionary<string, Func<V1Node, IEnumerable<string>>>
            {
                [ByAge] = node => HasNativeSidecars(node.Status?.NodeInfo?.KubeletVersion) ? [] : [Old],
            },
        });
    }

    /// <summary>What is known at this moment, from memory.</summary>
    public ServerFeatures Current
    {
        get
        {
            if (!IsNew(_server.Major, _server.Minor))
                return ServerFeatures.Classic($"the API server is {_server.GitVersion}");
            if (_nodes is null)
                return ServerFeatures.Native;
            if (!_nodes.HasSynced)
                return _nodes.Problem is null ? ServerFeatures.Unknown : ServerFeatures.Classic("the nodes can't be listed");
            return _nodes.ByIndex(ByAge, Old).FirstOrDefault() is { } old
                ? ServerFeatures.Classic(
                    $"the kubelet of {old.Metadata.Name} is {old.Status?.NodeInfo?.KubeletVersion ?? "unknown"}")
                : _nodes.Unreadable.Count > 0 ? ServerFeatures.Classic("a node can't be read")
                : ServerFeatures.Native;
        }
    }

    /// <summary>Watches nodes until cancelled, if they matter.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        _nodes?.RunAsync(cancellationToken) ?? Task.Delay(Timeout.Infinite, cancellationToken);

    /// <summary>Whether a kubelet of that version knows native sidecars; vendors put words of their own behind it.</summary>
    public static bool HasNativeSidecars(string? kubeletVersion)
    {
        var parts = kubeletVersion?.TrimStart('v').Split('.') ?? [];
        return parts.Length >= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            && IsNew(major, minor);
    }

    private static bool IsNew(int major, int minor) => major > 1 || (major == 1 && minor >= FirstMinor);

    /// <summary>Of the images that a kubelet lists alone a node has thousands of bytes.</summary>
    private static V1Node Smallest(V1Node node) => new()
    {
        Metadata = new()
        {
            Name = node.Metadata.Name,
            Uid = node.Metadata.Uid,
            ResourceVersion = node.Metadata.ResourceVersion,
        },
        Status = new() { NodeInfo = new() { KubeletVersion = node.Status?.NodeInfo?.KubeletVersion } },
    };
}
