using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Sources;

namespace K8sRouter.Operator.Commands;

/// <summary>Has every workspace of a folder reconciled, and prints what changed.</summary>
internal sealed class DirectoryPublisher(DirectoryWriter writer, string operatorNamespace, Terminal terminal) : IWorkspaceObserver
{
    private readonly DirectoryDelivery _delivery = new(writer);
    private readonly Dictionary<string, string> _printed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failures = new(StringComparer.Ordinal);
    private ResourceSet? _resources;

    /// <summary>When the last set must be compiled again: facts age, or a write failed. Null: not before a change.</summary>
    public DateTimeOffset? Due { get; private set; }

    /// <summary>Compiles these resources and puts them in force; false: something couldn't be written, and was said.</summary>
    public Task<bool> PublishAsync(ResourceSet resources, CancellationToken cancellationToken)
    {
        _resources = resources;
        return PublishAgainAsync(cancellationToken);
    }

    /// <summary>Compiles the last resources at the present time.</summary>
    public async Task<bool> PublishAgainAsync(CancellationToken cancellationToken)
    {
        if (_resources is null)
            return true;
        var now = terminal.Time.GetUtcNow();
        var inputs = new ResourceSetInputs(_resources, operatorNamespace, now);
        var controller = new WorkspaceController(inputs, _delivery, this, terminal.Time);
        Due = null;
        var succeeded = true;
        foreach (var workspace in inputs.Workspaces.Union(Delivered(), StringComparer.Ordinal))
            succeeded &= await AttemptAsync(controller, workspace, cancellationToken);
        if (inputs.Workspaces.Count == 0)
            Say("", "no workspace is declared: no Namespace, policy, destination or labelled Secret was found\n");
        if (!succeeded)
            Due = now + TimeSpan.FromSeconds(1);
        terminal.Output.Flush();
        return succeeded;
    }

    void IWorkspaceObserver.Compiled(WorkspaceState state)
    {
        if (state.Delivery.State != DeliveryState.InForce)
            return;
        var result = state.Result!;
        var said = Say(
            state.Name, $"{WorkspaceText.Render(result)}  {"revision",-10}{result.Revision[..12]} is in force\n");
        if (state.Delivery.Written && !said)
            terminal.Output.WriteLine($"workspace {state.Name}: changed credentials are in force");
    }

    void IWorkspaceObserver.Gone(string workspace, bool withdrawn)
    {
        _printed.Remove(workspace);
        if (withdrawn)
        {
            terminal.Output.WriteLine(
                $"workspace {workspace}: namespace gone, removed its configuration and credentials; "
                + "running sidecars keep the last one");
        }
    }

    private IReadOnlyList<string> Delivered()
    {
        try
        {
            return writer.Delivered();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private async Task<bool> AttemptAsync(WorkspaceController controller, string workspace, CancellationToken cancellationToken)
    {
        try
        {
            var again = await controller.ReconcileAsync(workspace, cancellationToken);
            if (terminal.Time.GetUtcNow() + again.RequeueAfter is { } due && (Due is null || due < Due))
                Due = due;
            _failures.Remove(workspace);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Tried again every second: said once.
            if (_failures.Add(workspace))
            {
                await terminal.Errors.WriteLineAsync(
                    $"error: workspace {workspace}: its configuration can't be written: {e.Message}");
            }
            return false;
        }
    }

    private bool Say(string about, string text)
    {
        if (_printed.GetValueOrDefault(about) == text)
            return false;
        terminal.Output.Write(text);
        _printed[about] = text;
        return true;
    }
}
