namespace K8sRouter.Operator.Commands.Logs.Stores;

/// <summary>Folders that are stores.</summary>
internal static class FolderPlace
{
    private static readonly string[] Kinds = ["records", "content"];

    /// <summary>The folder, where it is a store.</summary>
    /// <exception cref="CommandException">It isn't there, or nothing under the prefix is a store's.</exception>
    public static string Check(string folder, string prefix)
    {
        if (!Directory.Exists(folder))
        {
            throw CommandException.Problem(File.Exists(folder)
                ? $"--store {folder} is a file: name the folder."
                : $"--store {folder}: there is no such folder. A sidecar makes it (its --store-dir) when it first stores "
                    + "something.");
        }
        if (IsStore(Path.Combine(folder, prefix)) || !Directory.EnumerateFileSystemEntries(folder).Any())
            return folder;
        throw CommandException.Problem(
            $"--store {folder} holds neither {Under(prefix, "records/")} nor {Under(prefix, "content/")}. {Hint(folder)}");
    }

    private static string Hint(string folder)
    {
        // People name the folder that they see the records in.
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (IsStore(full))
            return $"Did you mean --store {Path.GetDirectoryName(full)} --prefix {Path.GetFileName(full)}?";
        var prefixes = Directory.EnumerateDirectories(full).Where(IsStore).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        return prefixes.FirstOrDefault() is { } found
            ? $"Did you mean --prefix {found}?"
            : "Name a sidecar's --store-dir, and its prefix by --prefix.";
    }

    private static bool IsStore(string folder) => Kinds.Any(kind => Directory.Exists(Path.Combine(folder, kind)));

    private static string Under(string prefix, string name) => prefix.Length == 0 ? name : $"{prefix}/{name}";
}
