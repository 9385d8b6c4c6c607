using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ObservabilityDestinations;

/// <summary>Groups of metadata that traces hold only if asked for.</summary>
public sealed record MetadataInclusion
{
    /// <summary>What the call cost.</summary>
    public bool Cost { get; init; }

    /// <summary>
    /// Who called: the user, the API key's name and hash, application, origin, user agent, pod, service account and workload.
    /// Unless true, traces hold none of these in any format. It doesn't concern session ids and the caller's own metadata.
    /// </summary>
    public bool Identity { get; init; }

    /// <summary>Kind of API, service tier and counts.</summary>
    public bool RequestContext { get; init; }

    /// <summary>Keys of the caller's own metadata that may be sent. Absent or null: all; empty: none.</summary>
    [Items(64, ListKind.Set)]
    [Text(MinLength = 1, MaxLength = 128)]
    [NullIsAbsent]
    public IReadOnlyList<string>? MetadataKeys { get; init; }
}
