using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Sources;

namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>
/// Brings one namespace to what its policy says, wherever resources come from and configurations go to:
/// 1. gather all that it depends on; a namespace that is no workspace gets what it had taken away, and while it can't be known
///    what the workspace must be held to everything stays as it is,
/// 2. compile, which is pure,
/// 3. deliver, which writes only what changed,
/// 4. tell of it,
/// 5. come again when the earliest fact ages.
/// </summary>
internal sealed class WorkspaceController(
    IWorkspaceInputs inputs, IWorkspaceDelivery delivery, IWorkspaceObserver observer, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookAgainWhenHindered = TimeSpan.FromSeconds(5);

    /// <summary>Reconciles a namespace. What can't be done now is told, thrown, and tried again by the caller.</summary>
    public async Task<ReconciliationResult> ReconcileAsync(string workspace, CancellationToken cancellationToken)
    {
        CompilationResult? result = null;
        DeliveryOutcome outcome;
        try
        {
            // 1.
            if (await inputs.GatherAsync(workspace, cancellationToken) is not { } input)
            {
                observer.Gone(workspace, await delivery.WithdrawAsync(workspace, cancellationToken));
                return default;
            }

            // 2.
            result = WorkspaceCompiler.Compile(input);

            // 3.
            outcome = await delivery.DeliverAsync(result, cancellationToken);
        }
        catch (FrozenException fault)
        {
            observer.Compiled(new WorkspaceState(workspace, null, DeliveryOutcome.Frozen(fault.Freeze)));
            return default;
        }
        catch (NotYetKnownException fault)
        {
            if (fault.IsHindered)
                observer.Compiled(new WorkspaceState(workspace, null, DeliveryOutcome.Not(DeliveryState.Forbidden)));
            return new ReconciliationResult(fault.IsHindered ? LookAgainWhenHindered : LookAgain);
        }
        catch (KubernetesException fault) when (fault.IsForbidden)
        {
            observer.Compiled(new WorkspaceState(workspace, result, DeliveryOutcome.Not(DeliveryState.Forbidden)));
            throw;
        }
        catch (KubernetesException fault) when (fault.IsConflict)
        {
            // Two writers met: the next look settles it, and nobody need be told.
            throw;
        }
        catch (Exception fault) when (result is not null && fault is not OperationCanceledException)
        {
            observer.Compiled(new WorkspaceState(workspace, result, DeliveryOutcome.Not(DeliveryState.Failed)));
            throw;
        }

        // 4.
        observer.Compiled(new WorkspaceState(workspace, result, outcome));

        // 5.
        return new ReconciliationResult(UntilExpiry(result));
    }

    private TimeSpan? UntilExpiry(CompilationResult result)
    {
        if (result.EarliestExpiry is not { } expiry)
            return null;
        var wait = expiry - time.GetUtcNow();
        // Timers count whole milliseconds: one that ended before the instant would find nothing changed.
        return wait > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : TimeSpan.Zero;
    }
}
