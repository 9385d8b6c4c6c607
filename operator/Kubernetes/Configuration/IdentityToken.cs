using System.Net.Http.Headers;
using System.Text.Json;
using k8s.Authentication;
using k8s.Exceptions;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>
/// A token of an identity provider (OIDC). The library keeps and renews it, but would renew it at the issuer's own address: the
/// token endpoint is asked for first. One call at a time, since many providers accept a refresh token only once.
/// </summary>
/// <param name="origin">The user, for errors.</param>
/// <param name="config">Fields of its <c>auth-provider</c>.</param>
internal sealed class IdentityToken(string origin, IReadOnlyDictionary<string, string> config) : ITokenProvider, IDisposable
{
    public const string Token = "id-token";

    private const string Issuer = "idp-issuer-url";
    private const string Client = "client-id";
    private const string Refresh = "refresh-token";
    private const int MaxDocument = 256 * 1024;

    private readonly SemaphoreSlim _gate = new(1);
    private OidcTokenProvider? _tokens;

    /// <summary>What it can't do without.</summary>
    public static IReadOnlyList<string> Fields { get; } = [Issuer, Client, Token, Refresh];

    /// <summary>What the library's calls of the provider know nothing of.</summary>
    public static IReadOnlyList<string> PassedOver { get; } = ["idp-certificate-authority", "idp-certificate-authority-data"];

    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _tokens ??= new OidcTokenProvider(
                config[Client], config.GetValueOrDefault("client-secret"), await TokenEndpointAsync(cancellationToken),
                config[Token], config[Refresh]);
            // The library's call knows no end of its own but its HTTP client's 100 seconds.
            return await _tokens.GetAuthenticationHeaderAsync(cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is KubernetesClientException or FormatException)
        {
            throw new KubernetesConfigurationException(
                $"{origin}: the id-token has expired, and {config[Issuer]} gave no other. Log in again.");
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<string> TokenEndpointAsync(CancellationToken cancellationToken)
    {
        var address = $"{config[Issuer].TrimEnd('/')}/.well-known/openid-configuration";
        try
        {
            using var http = new HttpClient { MaxResponseContentBufferSize = MaxDocument, Timeout = Timeout.InfiniteTimeSpan };
            using var document = JsonDocument.Parse(await http.GetByteArrayAsync(address, cancellationToken));
            if (document.RootElement.GetProperty("token_endpoint").GetString() is { } endpoint
                && Uri.TryCreate(endpoint, UriKind.Absolute, out var found) && found.Scheme == new Uri(address).Scheme)
                return endpoint;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException
            or KeyNotFoundException or InvalidOperationException or UriFormatException)
        {
            // The text may quote what was answered.
        }
        throw new KubernetesConfigurationException(
            $"{origin}: {address} can't be reached, or doesn't say where tokens are renewed (token_endpoint).");
    }
}
