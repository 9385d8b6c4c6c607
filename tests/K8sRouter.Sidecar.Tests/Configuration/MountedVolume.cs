using System.Security.Cryptography;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Tests.Configuration;

/// <summary>A volume as the kubelet and the operator write it: versions in folders, and a link that is replaced.</summary>
internal sealed class MountedVolume : IDisposable
{
    private int _version;

    public MountedVolume() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "k8srouter-" + Guid.NewGuid().ToString("N"));

    public Dictionary<string, string> Files { get; } = new()
    {
        [ConfigFiles.JournalKey] = Convert.ToBase64String(SHA256.HashData("j"u8)),
        [ConfigFiles.HashingKey] = Convert.ToBase64String(SHA256.HashData("h"u8)) + "\n",
        [ConfigFiles.ProviderCredential("acme")] = "sk-canary\n",
    };

    public void Write(RouterConfig config) => Write(RouterConfigSerializer.Compress(RouterConfigSerializer.Serialize(config)));

    public void WriteJson(string json) => Write(RouterConfigSerializer.Compress(System.Text.Encoding.UTF8.GetBytes(json)));

    public void Write(byte[]? document)
    {
        string folder = $"..v{++_version}";
        Directory.CreateDirectory(System.IO.Path.Combine(Path, folder));
        foreach (var (name, value) in Files)
            File.WriteAllText(System.IO.Path.Combine(Path, folder, name), value);
        if (document is not null)
            File.WriteAllBytes(System.IO.Path.Combine(Path, folder, ConfigFiles.RouterConfig), document);
        Vanish();
        File.CreateSymbolicLink(System.IO.Path.Combine(Path, ConfigFiles.DataLink), folder);
    }

    public void Vanish() => File.Delete(System.IO.Path.Combine(Path, ConfigFiles.DataLink));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
