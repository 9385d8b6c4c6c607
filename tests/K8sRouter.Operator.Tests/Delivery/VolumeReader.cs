using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Tests.Delivery;

/// <summary>Reads a volume as a sidecar does: the target of <c>..data</c> once, then everything in it by path.</summary>
internal static class VolumeReader
{
    public static string? Target(string volume) => new FileInfo(Path.Combine(volume, ConfigFiles.DataLink)).LinkTarget;

    /// <summary>Null: a swap came in between, and a sidecar would look again.</summary>
    public static Dictionary<string, string>? TryRead(string volume)
    {
        if (Target(volume) is not { } target)
            return null;
        try
        {
            return Directory.EnumerateFiles(Path.Combine(volume, target))
                .ToDictionary(path => Path.GetFileName(path), path => Convert.ToBase64String(File.ReadAllBytes(path)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public static RouterConfig Config(string volume)
    {
        while (true)
        {
            if (TryRead(volume) is { } files)
                return RouterConfigSerializer.Deserialize(
                    RouterConfigSerializer.Decompress(Convert.FromBase64String(files[ConfigFiles.RouterConfig])));
        }
    }
}
