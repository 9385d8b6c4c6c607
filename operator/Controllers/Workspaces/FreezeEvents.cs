using System.Collections.Concurrent;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Informers;

namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>
/// Tells, once each, what no condition can tell, since its object is gone: that a policy or definition is missing and freezes
/// workspaces, that a policy binds no longer, and which workspaces became wider by that.
/// </summary>
/// <param name="next">Is told everything.</param>
/// <param name="events">Takes the events.</param>
/// <param name="operatorNamespace">Namespace of the floor.</param>
/// <param name="logger">Takes the same as lines.</param>
internal sealed class FreezeEvents(
    IWorkspaceObserver next, IEventRecorder events, string operatorNamespace, ILogger logger) : IWorkspaceObserver
{
    private const string Action = "Reconcile";
    private const int MaxEndpoints = 10;

    /// <summary>By the object that an event regards, what was told of it.</summary>
    private readonly ConcurrentDictionary<(string Kind, ResourceKey Key), string> _told = [];

    public void Compiled(WorkspaceState state)
    {
        next.Compiled(state);
        if (state.Delivery.Freeze is { } freeze)
            TellOnce(state.Name, freeze);
        else if (state.Delivery.State == DeliveryState.InForce)
            Forget(state.Name);
        if (state.Delivery.Loss is { } loss)
            Tell(state.Name, loss);
    }

    public void Gone(string workspace, bool withdrawn)
    {
        next.Gone(workspace, withdrawn);
        _told.TryRemove((nameof(WorkspacePrivacyPolicy), KeyOf(workspace)), out _);
    }

    private void TellOnce(string workspace, Freeze freeze)
    {
        if (freeze.About is not { } about || !IsNew(about, freeze.Message))
            return;
        Log.WorkspaceFrozen(logger, workspace, freeze.Reason, freeze.Message);
        events.Record(about, EventType.Warning, freeze.Reason, Action, $"{freeze.Message} What was in force stays.");
    }

    private bool IsNew(IKubernetesObject about, string message)
    {
        var key = (about.Kind, ResourceKey.Of(about));
        var old = _told.GetValueOrDefault(key);
        // Workers meet here: the one whose word stands tells.
        return old is null ? _told.TryAdd(key, message) : old != message && _told.TryUpdate(key, message, old);
    }

    /// <summary>What is in force in one workspace is no longer kept back by what binds all of them.</summary>
    private void Forget(string workspace)
    {
        foreach (var told in _told.Keys)
        {
            if (told.Key.Namespace is not { } one || one == workspace || one == operatorNamespace)
                _told.TryRemove(told, out _);
        }
    }

    private void Tell(string workspace, PolicyLoss loss)
    {
        var effect = EffectOf(loss);
        var type = loss.IsWider ? EventType.Warning : EventType.Normal;
        if (loss.Policies.Policy is { } policy)
        {
            Log.PolicyLost(logger, workspace, policy, effect);
            events.Record(
                PolicyOf(workspace, policy), type, PolicyEventReasons.PolicyDeleted, Action,
                $"The workspace is compiled without this policy, which is gone. {effect}");
        }
        if (loss.Policies.Floor is not { } floor)
            return;
        Log.PolicyLost(logger, workspace, floor, effect);
        events.Record(
            PolicyOf(operatorNamespace, floor), EventType.Warning, PolicyEventReasons.FloorDeleted, Action,
            "Every workspace is compiled without the organization's floor, which is gone. Events of the reason "
            + $"{PolicyEventReasons.WorkspaceWider} name those that may use more than before.");
        if (loss.IsWider)
        {
            events.Record(
                PolicyOf(operatorNamespace, floor), type, PolicyEventReasons.WorkspaceWider, Action,
                $"Workspace {workspace} became wider with the end of the organization's floor. {effect}");
        }
    }

    private static string EffectOf(PolicyLoss loss)
    {
        if (loss.Gained is not { } gained)
            return "Whether it became wider isn't known: what was in force before can't be read.";
        if (gained.Count == 0)
            return "No endpoint may be used that might not be used before.";
        var more = gained.Count > MaxEndpoints ? $" and {gained.Count - MaxEndpoints} more" : "";
        return $"Endpoints that may be used since then: {string.Join(", ", gained.Take(MaxEndpoints))}{more}.";
    }

    private static ResourceKey KeyOf(string @namespace) => new(@namespace, WorkspacePrivacyPolicy.OnlyName);

    private static WorkspacePrivacyPolicy PolicyOf(string @namespace, string uid) => new()
    {
        Metadata = new V1ObjectMeta { Name = WorkspacePrivacyPolicy.OnlyName, NamespaceProperty = @namespace, Uid = uid },
        Spec = new(),
    };
}
