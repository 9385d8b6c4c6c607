namespace K8sRouter.Crds.Generation;

/// <summary>A generated file.</summary>
/// <param name="FileName">Name, without folder.</param>
/// <param name="Content">Its text, with line feeds.</param>
public sealed record GeneratedManifest(string FileName, string Content);
