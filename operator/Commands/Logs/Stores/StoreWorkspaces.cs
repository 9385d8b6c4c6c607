using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Commands.Logs.Stores;

/// <summary>The workspaces that a store holds records of.</summary>
internal static class StoreWorkspaces
{
    private const string Marker = "workspace=";

    /// <summary>Tells who misspelled a workspace so, where an empty answer would hide it.</summary>
    /// <exception cref="CommandException">The store holds others, and not the one that was asked for.</exception>
    public static async Task CheckAsync(LogStore store, CancellationToken cancellationToken)
    {
        // A workspace that is declared may have nothing yet.
        if (store.Scope is not { Workspace: { } wanted, WorkspaceId: null })
            return;
        var names = new List<string>();
        var workspaces = (store.Scope.Prefix.Length == 0 ? "" : store.Scope.Prefix + "/") + "records/";
        await foreach (var folder in store.Objects.ListFoldersAsync(workspaces, cancellationToken))
        {
            if (folder[workspaces.Length..].StartsWith(Marker, StringComparison.Ordinal))
                names.Add(folder[(workspaces.Length + Marker.Length)..].TrimEnd('/'));
        }
        if (names.Count > 0 && !names.Contains(wanted, StringComparer.Ordinal))
            throw CommandException.Problem($"{store} holds nothing of workspace '{wanted}'. {NearNames.Sentence(wanted, names)}");
    }
}
