namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>Reasons of events about policies that are gone, and so have no conditions.</summary>
internal static class PolicyEventReasons
{
    /// <summary>A workspace is compiled without its own policy from now on.</summary>
    public const string PolicyDeleted = "PolicyDeleted";

    /// <summary>Workspaces are compiled without the organization's floor from now on.</summary>
    public const string FloorDeleted = "FloorDeleted";

    /// <summary>A workspace may use endpoints that the floor that is gone forbade.</summary>
    public const string WorkspaceWider = "WorkspaceWider";
}
