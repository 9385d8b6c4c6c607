namespace K8sRouter.Core.Storage.Erasing;

/// <summary>A generation that is to be erased by its id, and what the id tells.</summary>
internal readonly record struct SelectedId(string Id, DateTimeOffset Second, string Sidecar);
