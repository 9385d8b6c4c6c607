using K8sRouter.Crds.Generation;

namespace K8sRouter.Operator.Commands;

/// <summary>Generates the CustomResourceDefinitions.</summary>
internal static class CrdsRun
{
    public static int Run(string? folder, bool withRules, Terminal terminal)
    {
        if (folder is null)
        {
            terminal.Output.Write(
                string.Join("---\n", CustomResourceDefinitionGenerator.Generate(withRules).Select(manifest => manifest.Content)));
            return ExitCodes.Success;
        }
        try
        {
            foreach (var path in CustomResourceDefinitionGenerator.WriteTo(folder, withRules))
                terminal.Output.WriteLine(path);
            return ExitCodes.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Errors.WriteLine($"error: the manifests can't be written to {folder}: {e.Message}");
            return ExitCodes.Problems;
        }
    }
}
