using System.Globalization;
using System.Text.Json;
using K8sRouter.Operator.Kubernetes.Json;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Reads what a server is.</summary>
internal static class VersionReader
{
    public static VersionInfo Read(ReadOnlySpan<byte> json, KubernetesRequest request)
    {
        try
        {
            var version = JsonSerializer.Deserialize(json, KubernetesJson.TypeInfo<k8s.Models.VersionInfo>());
            if (Number(version?.Major) is { } major && Number(version?.Minor) is { } minor)
                return new(major, minor, version!.GitVersion ?? $"v{major}.{minor}");
        }
        catch (JsonException)
        {
        }
        throw KubernetesFaults.Broken(request, "the answer isn't a version");
    }

    /// <summary>Vendors put a plus sign behind.</summary>
    private static int? Number(string? text)
    {
        int digits = text?.TakeWhile(char.IsAsciiDigit).Count() ?? 0;
        return int.TryParse(text?[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
