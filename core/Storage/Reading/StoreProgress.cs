namespace K8sRouter.Core.Storage.Reading;

/// <summary>How far long work is.</summary>
/// <param name="Objects">Objects done.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="Bytes">Bytes of those objects.</param>
/// <param name="ObjectName">Name of the object that was done last.</param>
public readonly record struct StoreProgress(long Objects, long Rows, long Bytes, string ObjectName);
