using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Google;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Forwarding;

namespace K8sRouter.Sidecar.Tests.Forwarding;

public sealed class ProviderCredentialsTests
{
    private readonly ProviderCredentials _credentials = new(new GoogleAccessTokens(TimeProvider.System, _ => "127.0.0.1"));

    [Fact]
    public async Task A_provider_without_authentication_gets_no_header() =>
        Assert.Null(await _credentials.GetAsync(null, Credentials.None, default));

    [Theory]
    [InlineData("Bearer", null, "Authorization", "Bearer sk-canary")]
    [InlineData("Header", "api-key", "api-key", "sk-canary")]
    public async Task A_credential_travels_as_the_scheme_says(string scheme, string? header, string name, string value)
    {
        var result = await _credentials.GetAsync(Auth(scheme, header), Files("sk-canary"), default);

        Assert.Equal((name, value), (result!.Value.Name, result.Value.Value));
        Assert.DoesNotContain("sk-canary", result.Value.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk-canary\r")]
    [InlineData("sk-canary\r\nX-Injected: 1")]
    [InlineData("sk-canary\nX-Injected: 1")]
    [InlineData("sk-canary\0")]
    [InlineData("sk-canary\u00e9")]
    public async Task A_value_that_would_inject_a_header_is_refused_with_the_name_of_its_file(string value)
    {
        foreach (var auth in (ProviderAuth[])[Auth("Bearer"), Auth("Header", "api-key")])
        {
            var fault = await Assert.ThrowsAsync<CredentialException>(async () => await _credentials.GetAsync(auth, Files(value), default));

            Assert.StartsWith("the file provider-acme holds a line break", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", fault.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_that_would_inject_a_header_is_refused()
    {
        using var google = new TokenEndpoint("""{"access_token":"ya29.canary\r\nX-Injected: 1","expires_in":3600,"token_type":"Bearer"}""");

        await AssertRefused(google.ServiceAccountKey());
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var fault = await Assert.ThrowsAsync<CredentialException>(async () => await _credentials.GetAsync(Auth("Bearer"), Credentials.None, default));

        Assert.Equal("the file provider-acme is missing", fault.Message);
    }

    [Fact]
    public async Task A_google_key_is_exchanged_for_a_token_once()
    {
        using var google = new TokenEndpoint("""{"access_token":"ya29.token","expires_in":3600,"token_type":"Bearer"}""");
        var files = Files(google.ServiceAccountKey());

        for (int i = 0; i < 3; i++)
        {
            var header = await _credentials.GetAsync(Auth("GoogleToken"), files, default);
            Assert.Equal(("Authorization", "Bearer ya29.token"), (header!.Value.Name, header.Value.Value));
        }

        string form = Assert.Single(google.Requests);
        Assert.Contains("jwt-bearer", form, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_by_google_is_a_missing_credential_without_a_word_of_the_key()
    {
        using var google = new TokenEndpoint("""{"error":"invalid_grant","error_description":"canary"}""", 400);

        await AssertRefused(google.ServiceAccountKey());
    }

    [Theory]
    [InlineData("")]
    [InlineData("sk-canary-no-json")]
    [InlineData("{\"canary\":")]
    [InlineData("{}")]
    [InlineData("{\"type\":\"authorized_user\",\"client_id\":\"canary\"}")]
    [InlineData("{\"type\":\"service_account\",\"client_email\":\"canary@example\",\"private_key\":\"canary\"}")]
    [InlineData("null")]
    public Task What_is_no_service_accounts_key_is_a_missing_credential(string key) => AssertRefused(key);

    private async Task AssertRefused(string key)
    {
        var fault = await Assert.ThrowsAsync<CredentialException>(async () => await _credentials.GetAsync(Auth("GoogleToken"), Files(key), default));

        Assert.DoesNotContain("canary", fault.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Google gave no access token (", fault.Message, StringComparison.Ordinal);
    }

    private static ProviderAuth Auth(string scheme, string? header = null) =>
        new() { Scheme = scheme, Header = header, CredentialFile = ConfigFiles.ProviderCredential("acme") };

    private static Credentials Files(string credential) => new(new Dictionary<string, string> { ["provider-acme"] = credential });

    /// <summary>A token endpoint on loopback, and a key that points to it.</summary>
    private sealed class TokenEndpoint : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly string _address;

        public TokenEndpoint(string answer, int status = 200)
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                _address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
            }
            _listener.Prefixes.Add(_address);
            _listener.Start();
            _ = ServeAsync(answer, status);
        }

        public List<string> Requests { get; } = [];

        public string ServiceAccountKey()
        {
            using var rsa = RSA.Create(2048);
            return JsonSerializer.Serialize(new Dictionary<string, string>
            {
                ["type"] = "service_account",
                ["project_id"] = "p",
                ["private_key_id"] = "1",
                ["private_key"] = rsa.ExportPkcs8PrivateKeyPem(),
                ["client_email"] = "router@p.example",
                ["token_uri"] = _address + "token",
            });
        }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync(string answer, int status)
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    using (var reader = new StreamReader(context.Request.InputStream))
                        Requests.Add(await reader.ReadToEndAsync());
                    context.Response.StatusCode = status;
                    context.Response.ContentType = "application/json";
                    context.Response.Close(Encoding.UTF8.GetBytes(answer), willBlock: false);
                }
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
