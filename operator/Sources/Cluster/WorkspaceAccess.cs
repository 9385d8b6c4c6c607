using System.Text.Json.Nodes;
using System.Text;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Delivery.Cluster;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>
/// The operator's rights in workspaces: a RoleBinding in each, made by itself, and nothing across the cluster. Secrets of a
/// namespace that never opted in can't be read even by mistake.
/// </summary>
[GenericRbac(RbacScope.Cluster, "rbac.authorization.k8s.io", "rolebindings",
    RbacVerb.Read | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete, Names = OperatorNames.WorkspaceBinding,
    For = "the one binding in each namespace that opted in, made by server-side apply and removed again")]
[GenericRbac(RbacScope.Cluster, "rbac.authorization.k8s.io", "clusterroles", RbacVerb.Bind, Names = OperatorNames.WorkspaceRole,
    For = "the one role that it may bind. Without this the API server would refuse, as nobody may give what he doesn't have")]
internal sealed class WorkspaceAccess(
    IKubernetes kubernetes, IInformer<V1RoleBinding> bindings, string operatorNamespace, string serviceAccount)
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    /// <summary>Makes the binding, or mends it.</summary>
    public async Task EnsureAsync(string workspace, CancellationToken cancellationToken)
    {
        var binding = bindings.Get(workspace, OperatorNames.WorkspaceBinding);
        if (binding is not null && IsRight(binding))
            return;
        // To whom a binding binds may be changed; what it gives may not.
        if (binding is not null && !GivesOurRole(binding))
        {
            var seen = new V1Preconditions { Uid = binding.Metadata.Uid };
            await kubernetes.DeleteAsync<V1RoleBinding>(workspace, OperatorNames.WorkspaceBinding, seen, cancellationToken);
        }
        var options = new PatchOptions { FieldManager = ClusterDelivery.FieldManager, Force = true };
        await kubernetes.PatchAsync<V1RoleBinding>(
            workspace, OperatorNames.WorkspaceBinding, Document(workspace), options, cancellationToken);
    }

    /// <summary>
    /// Whether we have rights there, by which something may have been left. A binding of that name to another role isn't of our
    /// making: the operator's own namespace has one, by which the operator works.
    /// </summary>
    public bool Has(string workspace) =>
        bindings.Get(workspace, OperatorNames.WorkspaceBinding) is { } binding && GivesOurRole(binding);

    /// <summary>Gives the rights up, last of all.</summary>
    public Task ReleaseAsync(string workspace, CancellationToken cancellationToken) =>
        Has(workspace)
            ? kubernetes.DeleteAsync<V1RoleBinding>(workspace, OperatorNames.WorkspaceBinding, null, cancellationToken)
            : Task.CompletedTask;

    private bool IsRight(V1RoleBinding binding) =>
        GivesOurRole(binding)
        && binding.Metadata.Labels?.AsReadOnly().GetValueOrDefault(ResourceMarks.ManagedBy) == ResourceMarks.Manager
        && binding.Subjects is [{ Kind: "ServiceAccount" } subject]
        && subject.Name == serviceAccount && subject.NamespaceProperty == operatorNamespace;

    private static bool GivesOurRole(V1RoleBinding binding) =>
        binding.RoleRef is { Kind: "ClusterRole", Name: OperatorNames.WorkspaceRole };

    private V1Patch Document(string workspace) => new(PatchType.ApplyPatch, Encoding.UTF8.GetBytes(new JsonObject
    {
        ["apiVersion"] = $"{RbacGroup}/v1",
        ["kind"] = "RoleBinding",
        ["metadata"] = new JsonObject
        {
            ["name"] = OperatorNames.WorkspaceBinding,
            ["namespace"] = workspace,
            ["labels"] = new JsonObject { [ResourceMarks.ManagedBy] = ResourceMarks.Manager },
        },
        ["roleRef"] = new JsonObject
        {
            ["apiGroup"] = RbacGroup,
            ["kind"] = "ClusterRole",
            ["name"] = OperatorNames.WorkspaceRole,
        },
        ["subjects"] = new JsonArray(new JsonObject
        {
            ["kind"] = "ServiceAccount",
            ["name"] = serviceAccount,
            ["namespace"] = operatorNamespace,
        }),
    }.ToJsonString()));
}
