using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Injection;

/// <summary>A container and where it stands.</summary>
/// <param name="List">Such as <c>initContainers</c>.</param>
/// <param name="Index">In the list.</param>
/// <param name="Json">The container.</param>
internal sealed record PodContainer(string List, int Index, JsonObject Json)
{
    public string Name => Json.Text("name") ?? "";

    /// <summary>Such as <c>spec.initContainers[0]</c>.</summary>
    public string Path => $"spec.{List}[{Index}]";
}
