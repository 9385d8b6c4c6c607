using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Sources;

namespace K8sRouter.Operator.Commands;

/// <summary>Compiles every workspace, delivers what changed, and prints what changed.</summary>
internal sealed class DirectoryPublisher(DirectoryWriter writer, string operatorNamespace, Terminal terminal)
{
    private readonly Dictionary<string, string> _printed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failures = new(StringComparer.Ordinal);
    private ResourceSet? _resources;

    /// <summary>When the last set must be compiled again: facts age, or a write failed. Null: not before a change.</summary>
    public DateTimeOffset? Due { get; private set; }

    /// <summary>Compiles these resources and puts them in force; false: something couldn't be written, and was said.</summary>
    public bool Publish(ResourceSet resources)
    {
        _resources = resources;
        return PublishAgain();
    }

    /// <summary>Compiles the last resources at the present time.</summary>
    public bool PublishAgain()
    {
        if (_resources is null)
            return true;
        var now = terminal.Time.GetUtcNow();
        var results = CompilationInputs.Of(_resources, operatorNamespace, now).Select(WorkspaceCompiler.Compile).ToArray();
        var names = results.Select(result => result.Config.Workspace.Name).ToHashSet(StringComparer.Ordinal);
        Due = results.Min(result => result.EarliestExpiry);
        var succeeded = true;
        foreach (var result in results)
            succeeded &= Attempt(result.Config.Workspace.Name, () => Deliver(result));
        foreach (var gone in Delivered().Where(name => !names.Contains(name)))
            succeeded &= Attempt(gone, () => Withdraw(gone));
        if (results.Length == 0)
            Say("", "no workspace is declared: no Namespace, policy, destination or labelled Secret was found\n");
        if (!succeeded)
            Due = now + TimeSpan.FromSeconds(1);
        terminal.Output.Flush();
        return succeeded;
    }

    private void Deliver(CompilationResult result)
    {
        var workspace = result.Config.Workspace.Name;
        var written = writer.Write(workspace, result.CanonicalJson, result.CredentialFiles);
        var said = Say(workspace, $"{WorkspaceText.Render(result)}  {"revision",-10}{result.Revision[..12]} is in force\n");
        if (written && !said)
            terminal.Output.WriteLine($"workspace {workspace}: changed credentials are in force");
    }

    private void Withdraw(string workspace)
    {
        writer.Remove(workspace);
        _printed.Remove(workspace);
        terminal.Output.WriteLine(
            $"workspace {workspace}: namespace gone, removed its configuration and credentials; "
            + "running sidecars keep the last one");
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

    private bool Attempt(string workspace, Action delivery)
    {
        try
        {
            delivery();
            _failures.Remove(workspace);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Tried again every second: said once.
            if (_failures.Add(workspace))
                terminal.Errors.WriteLine($"error: workspace {workspace}: its configuration can't be written: {e.Message}");
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
