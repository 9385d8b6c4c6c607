using K8sRouter.Core.Google;
using K8sRouter.Core.Tests.Storage;
using K8sRouter.Testing;
using K8sRouter.Testing.GoogleCloudStorage;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Core.Tests.Google;

public sealed class GoogleAccessTokensTests : IAsyncLifetime, IDisposable
{
    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly TemporaryFolder _folder = new();
    private GcsDouble _google = null!;
    private GoogleAccessTokens _tokens = null!;

    public async Task InitializeAsync()
    {
        _google = await GcsDouble.StartAsync(_clock);
        _tokens = new(_clock, _google.Environment);
    }

    public async Task DisposeAsync() => await _google.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Many_callers_cause_one_fetch()
    {
        string key = _google.ServiceAccountJson();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _tokens.GetAsync(key, default).AsTask())));

        Assert.Equal("ya29.token-1", Assert.Single(tokens.Distinct()));
        Assert.Equal(1, Fetches);
    }

    [Fact]
    public async Task A_token_is_renewed_five_minutes_early_while_the_old_one_is_given_out()
    {
        string key = _google.ServiceAccountJson();
        await _tokens.GetAsync(key, default);
        _clock.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("ya29.token-1", await _tokens.GetAsync(key, default));
        Assert.Equal(1, Fetches);

        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("ya29.token-1", await _tokens.GetAsync(key, default));
        await PollAsync(async () => await _tokens.GetAsync(key, default) == "ya29.token-2");
        Assert.Equal(2, Fetches);
    }

    [Fact]
    public async Task The_last_good_token_is_kept_while_renewing_fails_and_it_is_valid()
    {
        string key = _google.ServiceAccountJson();
        await _tokens.GetAsync(key, default);
        _google.Faults.Always(_ => GcsFault.Status(500));
        _clock.Advance(TimeSpan.FromMinutes(56));

        Assert.Equal("ya29.token-1", await _tokens.GetAsync(key, default));
        await PollAsync(() => Task.FromResult(Fetches > 1));
        Assert.Equal("ya29.token-1", await _tokens.GetAsync(key, default));
        _clock.Advance(TimeSpan.FromMinutes(4));

        var fault = await Assert.ThrowsAsync<GoogleCredentialException>(async () => await _tokens.GetAsync(key, default));
        Assert.True(fault.Passing);
        Assert.DoesNotContain("canary", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renewing_that_fails_isnt_tried_with_every_call()
    {
        string key = _google.ServiceAccountJson();
        await _tokens.GetAsync(key, default);
        _google.Faults.Always(_ => GcsFault.Status(400));
        _clock.Advance(TimeSpan.FromMinutes(56));

        await _tokens.GetAsync(key, default);
        await PollAsync(() => Task.FromResult(Fetches == 2));
        for (int i = 0; i < 100; i++)
            await _tokens.GetAsync(key, default);

        Assert.Equal(2, Fetches);
    }

    [Fact]
    public async Task A_refused_token_is_fetched_anew_and_once()
    {
        string key = _google.ServiceAccountJson();
        string token = await _tokens.GetAsync(key, default);

        _tokens.Refuse(key, token);
        Assert.Equal("ya29.token-2", await _tokens.GetAsync(key, default));
        // Another caller that was refused the same token comes late.
        _tokens.Refuse(key, token);
        Assert.Equal("ya29.token-2", await _tokens.GetAsync(key, default));
        Assert.Equal(2, Fetches);
    }

    [Fact]
    public async Task A_caller_who_gives_up_doesnt_end_the_fetch_of_the_others()
    {
        string key = _google.ServiceAccountJson();
        using var given = new CancellationTokenSource();
        _google.Faults.Next(GcsRequestKind.Token, GcsFault.Of(GcsFaultKind.Slow));

        var first = _tokens.GetAsync(key, given.Token).AsTask();
        var second = _tokens.GetAsync(key, default).AsTask();
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("ya29.token-1", await second);
    }

    [Fact]
    public async Task A_fetch_that_hangs_ends_by_the_clock()
    {
        string key = _google.ServiceAccountJson();
        _google.Faults.Always(_ => GcsFault.Of(GcsFaultKind.Hang));

        var token = _tokens.GetAsync(key, default).AsTask();
        await PollAsync(() => Task.FromResult(Fetches == 1));
        _clock.Advance(TimeSpan.FromSeconds(11));

        Assert.True((await Assert.ThrowsAsync<GoogleCredentialException>(() => token)).Passing);
    }

    [Fact]
    public async Task Workload_identity_federation_exchanges_the_files_token()
    {
        string file = Path.Combine(_folder.Path, "token");
        await File.WriteAllTextAsync(file, "a.cluster.token");

        Assert.Equal("ya29.token-1", await _tokens.GetAsync(_google.ExternalAccountJson(file), default));
    }

    [Fact]
    public async Task The_environment_names_a_file_for_the_default_identity()
    {
        string file = Path.Combine(_folder.Path, "key.json");
        await File.WriteAllTextAsync(file, _google.ServiceAccountJson());
        var tokens = new GoogleAccessTokens(_clock, name => name == "GOOGLE_APPLICATION_CREDENTIALS" ? file : null);

        Assert.Equal("ya29.token-1", await tokens.GetAsync(null, default));
    }

    [Fact]
    public async Task Without_any_file_the_metadata_server_is_asked()
    {
        var tokens = new GoogleAccessTokens(_clock, Pod);

        Assert.Equal("ya29.token-1", await tokens.GetAsync(null, default));
    }

    [Fact]
    public async Task A_pod_without_any_identity_is_told_so()
    {
        var tokens = new GoogleAccessTokens(_clock, Pod);
        await _google.DisposeAsync();

        var fault = await Assert.ThrowsAsync<GoogleCredentialException>(async () => await tokens.GetAsync(null, default));

        Assert.False(fault.Passing);
        Assert.Contains("no credential's file is named, and no metadata server answers", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/token")]
    [InlineData("http://oauth2.googleapis.com/token")]
    [InlineData("https://oauth2.googleapis.com:8443/token")]
    [InlineData("https://oauth2.googleapis.com.evil.example/token")]
    [InlineData("https://googleapis.com@evil.example/token")]
    [InlineData("http://169.254.169.254/token")]
    [InlineData("not an address")]
    public async Task A_token_address_that_isnt_googles_is_refused(string address)
    {
        string key = _google.ServiceAccountJson().Replace(_google.Address + "/token", address, StringComparison.Ordinal);

        var fault = await Assert.ThrowsAsync<GoogleCredentialException>(async () => await _tokens.GetAsync(key, default));

        Assert.Equal(
            "Google gave no access token (the token address in the credential's file isn't https on googleapis.com)", fault.Message);
    }

    [Theory]
    [InlineData("TOKEN_URI")]
    [InlineData("token_uri")]
    public async Task Of_two_token_addresses_the_one_that_would_be_called_is_judged(string second)
    {
        string key = _google.ServiceAccountJson()[..^1] + $",\"{second}\":\"https://evil.example/token\"}}";

        var fault = await Assert.ThrowsAsync<GoogleCredentialException>(async () => await _tokens.GetAsync(key, default));

        Assert.Contains("isn't https on googleapis.com", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_federations_token_address_is_judged_and_not_another()
    {
        string json = _google.ExternalAccountJson("/var/run/token").Replace(_google.Address, "https://evil.example", StringComparison.Ordinal)[..^1]
            + ",\"token_uri\":\"https://oauth2.googleapis.com/token\"}";

        var fault = await Assert.ThrowsAsync<GoogleCredentialException>(async () => await _tokens.GetAsync(json, default));

        Assert.Contains("isn't https on googleapis.com", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_address_on_loopback_is_refused_without_an_emulator()
    {
        var tokens = new GoogleAccessTokens(_clock, _ => null);

        var fault = await Assert.ThrowsAsync<GoogleCredentialException>(async () => await tokens.GetAsync(_google.ServiceAccountJson(), default));

        Assert.False(fault.Passing);
        Assert.Equal(0, Fetches);
    }

    [Theory]
    [InlineData("\"file\":\"/var/run/token\"", "\"url\":\"http://169.254.169.254/\"", "a file as credential_source alone")]
    [InlineData("\"type\"", "\"service_account_impersonation_url\":\"https://evil.example\",\"type\"", "service_account_impersonation_url isn't")]
    public async Task A_federation_that_leads_elsewhere_is_refused(string replaced, string by, string expected)
    {
        string json = _google.ExternalAccountJson("/var/run/token").Replace(replaced, by, StringComparison.Ordinal);

        var fault = await Assert.ThrowsAsync<GoogleCredentialException>(async () => await _tokens.GetAsync(json, default));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, Fetches);
    }

    private int Fetches => _google.Count(GcsRequestKind.Token);

    private string? Pod(string name) => name switch
    {
        "GCE_METADATA_HOST" => _google.Host,
        "HOME" => _folder.Path,
        _ => null,
    };

    private static async Task PollAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
            await Task.Delay(5, patience.Token);
    }
}
