using System.Diagnostics;
using K8sRouter.Operator.Controllers;

namespace K8sRouter.Operator.Diagnostics;

/// <summary>Spans of the operator: one for each reconciliation. Nobody listens, nothing is made.</summary>
internal static class OperatorTraces
{
    public const string SourceName = "K8sRouter.Operator";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Runs a reconciliation within a span.</summary>
    /// <param name="queue">The queue, which names the kind of key.</param>
    /// <param name="key">Namespace and name, which are no secret.</param>
    /// <param name="reconcile">The work.</param>
    public static async Task<ReconciliationResult> RunAsync(
        string queue, string key, Func<Task<ReconciliationResult>> reconcile)
    {
        using var span = Source.StartActivity($"reconcile {queue}");
        span?.SetTag("k8srouter.key", key);
        try
        {
            return await reconcile();
        }
        catch (Exception fault)
        {
            span?.SetStatus(ActivityStatusCode.Error, fault.GetType().Name);
            throw;
        }
    }
}
