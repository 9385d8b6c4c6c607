namespace K8sRouter.Operator.Controllers;

/// <summary>How a reconciliation ended well.</summary>
/// <param name="RequeueAfter">When to look again although nothing changes; null, or late: at the slow resync.</param>
internal readonly record struct ReconciliationResult(TimeSpan? RequeueAfter = null);
