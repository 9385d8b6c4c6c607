namespace K8sRouter.Core.Storage.Reading;

/// <summary>A row of a store: where a scan goes on behind.</summary>
/// <param name="RecordsObject">Name of the records' object.</param>
/// <param name="Row">The row in it, from 0.</param>
public readonly record struct StorePosition(string RecordsObject, int Row);
