using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Tests.Delivery;

/// <summary>
/// Reads a volume as a sidecar must: the target of <c>..data</c> once, everything in it by path, and the link again. A listing
/// that was begun before a swap may go on in a folder that is being emptied, with the kubelet's volumes too.
/// </summary>
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
            var files = Directory.EnumerateFiles(Path.Combine(volume, target))
                .ToDictionary(path => Path.GetFileName(path), path => Convert.ToBase64String(File.ReadAllBytes(path)));
            return Target(volume) == target ? files : null;
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
