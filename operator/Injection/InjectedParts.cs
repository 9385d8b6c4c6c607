using System.Text.Json.Nodes;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Injection;

/// <summary>What an earlier injection left in a pod: a call before this one, or that of a pod that was copied.</summary>
internal sealed record InjectedParts
{
    /// <summary>Whether the pod says that it was injected: without that a container named like ours isn't ours.</summary>
    public bool IsMarked { get; private init; }

    /// <summary>The sidecar; null: there is none.</summary>
    public PodContainer? Container { get; private init; }

    /// <summary>Revision of what was injected; null: not said.</summary>
    public string? Revision { get; private init; }

    /// <summary>The data port that the sidecar was given; null: not to be told.</summary>
    public string? Port { get; private init; }

    public static InjectedParts Of(JsonObject pod)
    {
        var metadata = pod.Object("metadata");
        var annotations = metadata.Object("annotations");
        var isMarked = metadata.Object("labels").Text(ResourceMarks.Sidecar) == ResourceMarks.SidecarInjected
            && annotations.Text(ResourceMarks.SidecarImage) is not null;
        var container = isMarked
            ? PodContainers.Of(pod.Object("spec")).FirstOrDefault(one => one.Name == ResourceMarks.SidecarContainer)
            : null;
        return new()
        {
            IsMarked = isMarked,
            Container = container,
            Revision = annotations.Text(PodMarks.InjectionRevision),
            Port = container?.Json.Objects("env")
                .FirstOrDefault(variable => variable.Text("name") == SidecarEnvironment.Port).Text("value"),
        };
    }
}
