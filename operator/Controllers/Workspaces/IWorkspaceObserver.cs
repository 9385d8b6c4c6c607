namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>Is told what becomes of workspaces: prints it, or makes statuses of it.</summary>
internal interface IWorkspaceObserver
{
    /// <summary>A workspace was compiled; what was delivered stands in the state.</summary>
    void Compiled(WorkspaceState state);

    /// <summary>A namespace is no workspace any more.</summary>
    /// <param name="workspace">Name of the namespace.</param>
    /// <param name="withdrawn">Whether something was in force and no longer is.</param>
    void Gone(string workspace, bool withdrawn);
}
