using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Forwarding;

/// <summary>Where calls of one API to one endpoint go; made once per configuration.</summary>
internal sealed class UpstreamTarget
{
    private UpstreamTarget(ProviderEntry provider, UpstreamEntry upstream, Uri uri, byte[] modelJson)
    {
        Provider = provider;
        Upstream = upstream;
        Uri = uri;
        ModelJson = modelJson;
    }

    public ProviderEntry Provider { get; }

    public UpstreamEntry Upstream { get; }

    public Uri Uri { get; }

    /// <summary>The provider's own name of the model, as a JSON string.</summary>
    public byte[] ModelJson { get; }

    public bool SpeaksAnthropic => Upstream.Protocol == "Anthropic";

    /// <exception cref="UriFormatException">Base URL, path template and query make no address.</exception>
    public static UpstreamTarget Create(ProviderEntry provider, EndpointEntry endpoint, string api)
    {
        var upstream = provider.Upstreams.First(u => u.Apis.Contains(api));
        string path = (upstream.PathTemplate ?? "{path}")
            .Replace("{path}", PathOf(api), StringComparison.Ordinal)
            .Replace("{model}", Uri.EscapeDataString(endpoint.UpstreamName), StringComparison.Ordinal);
        string query = string.Join(
            '&', provider.Query.Select(q => $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value)}"));
        var uri = new Uri($"{upstream.BaseUrl.TrimEnd('/')}/{path.TrimStart('/')}{(query.Length > 0 ? "?" + query : "")}");
        return new UpstreamTarget(
            provider, upstream, uri, JsonSerializer.SerializeToUtf8Bytes(endpoint.UpstreamName, UpstreamJson.Default.String));
    }

    private static string PathOf(string api) => api == GenerationApis.Chat ? "chat/completions" : api;
}
