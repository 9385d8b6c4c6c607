using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Commands;

/// <summary>Generates the roles.</summary>
internal static class RbacRun
{
    public static int Run(string? folder, Terminal terminal)
    {
        if (folder is null)
        {
            terminal.Output.Write(string.Join("---\n", RbacManifests.Generate().Select(manifest => manifest.Content)));
            return ExitCodes.Success;
        }
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var manifest in RbacManifests.Generate())
            {
                var file = Path.Combine(Path.GetFullPath(folder), manifest.FileName);
                File.WriteAllText(file, manifest.Content);
                terminal.Output.WriteLine(file);
            }
            return ExitCodes.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Errors.WriteLine($"error: the roles can't be written to {folder}: {e.Message}");
            return ExitCodes.Problems;
        }
    }
}
