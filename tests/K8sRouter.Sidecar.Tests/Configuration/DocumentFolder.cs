using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Tests.Configuration;

/// <summary>One version of a mounted volume, for whatever document is to be read as a sidecar reads it.</summary>
internal sealed class DocumentFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("k8srouter-").FullName;

    public DocumentFolder()
    {
        File.WriteAllText(Path.Combine(_path, ConfigFiles.JournalKey), Convert.ToBase64String(SHA256.HashData("j"u8)));
        File.WriteAllText(Path.Combine(_path, ConfigFiles.HashingKey), Convert.ToBase64String(SHA256.HashData("h"u8)));
    }

    /// <exception cref="ConfigurationRefusedException">It must not be used.</exception>
    public ActiveConfiguration Load(byte[] json)
    {
        File.WriteAllBytes(Path.Combine(_path, ConfigFiles.RouterConfig), RouterConfigSerializer.Compress(json));
        return ConfigurationLoader.Load(_path, Released.RichWorkspace.Now);
    }

    /// <exception cref="ConfigurationRefusedException">It must not be used.</exception>
    public ActiveConfiguration Load(JsonNode json) => Load(Encoding.UTF8.GetBytes(json.ToJsonString()));

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
