using System.Security.Cryptography;
using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Commands;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

public sealed class StoreCredentialTests
{
    private const string Federation = """
        {"type": "external_account", "audience": "//iam.example/pools/p", "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
         "token_url": "https://sts.googleapis.com/v1/token", "credential_source": {"file": "/var/run/token"}}
        """;

    private static readonly string PrivateKey = NewKey();

    private static string ServiceAccount => $$"""
        {"type": "service_account", "client_email": "w@p.iam.gserviceaccount.com", "token_uri": "https://oauth2.googleapis.com/token",
         "private_key": {{System.Text.Json.JsonSerializer.Serialize(PrivateKey)}}}
        """;

    [Fact]
    public void Each_store_that_is_used_has_its_credential_in_a_file_of_its_own()
    {
        var result = Compile(
            null,
            new()
            {
                Store = Bucket("records", "a"),
                InputOutputLogging = new() { Enabled = true, Store = Bucket("content", "b") },
                DataUse = new() { Enabled = true, Store = Bucket("used", "c") },
            },
            Secret(Given.Team, "a", ServiceAccount), Secret(Given.Team, "b", Federation), Secret(Given.Team, "c", ServiceAccount + "\n"));

        Assert.Equal(["store-data-use", "store-logging", "store-records"], result.CredentialFiles.Keys);
        Assert.Equal(ServiceAccount, result.CredentialFiles[result.Config.Store!.CredentialFile!]);
        Assert.Equal(Federation, result.CredentialFiles[result.Config.InputOutputLogging.Store!.CredentialFile!]);
        Assert.Equal("store-data-use", result.Config.DataUse.Store!.CredentialFile);
        Assert.Empty(result.Report.Notices);
        Assert.Empty(result.Report.PlatformCredentials);
    }

    [Fact]
    public void Without_a_credential_the_pods_own_identity_is_used()
    {
        var result = Compile(null, new() { Store = Bucket("records", null) });

        Assert.Null(result.Config.Store!.CredentialFile);
        Assert.Empty(result.CredentialFiles);
    }

    [Fact]
    public void A_store_that_isnt_used_has_its_credential_delivered_to_nobody()
    {
        var result = Compile(
            null, new() { InputOutputLogging = new() { Enabled = false, Store = Bucket("content", "b") }, DataUse = new() { Enabled = false, Store = Bucket("used", "b") } },
            Secret(Given.Team, "b", ServiceAccount));

        Assert.Empty(result.CredentialFiles);
        Assert.Empty(result.Report.Notices);
        Assert.Null(result.Config.InputOutputLogging.Store);
    }

    [Fact]
    public void The_floors_store_brings_the_platforms_credential_and_that_is_said()
    {
        var result = Compile(new() { Store = Bucket("floor", "a") }, new(), Secret(Given.System, "a", ServiceAccount), Secret(Given.Team, "a", Federation));

        Assert.Equal(ServiceAccount, result.CredentialFiles["store-records"]);
        Assert.Equal(["gs://floor"], result.Report.PlatformCredentials);
    }

    [Fact]
    public void A_workspace_cant_have_the_platforms_credential_read_out()
    {
        var result = Compile(null, new() { Store = Bucket("own", "a") }, Secret(Given.System, "a", ServiceAccount));

        Assert.Empty(result.CredentialFiles);
        Assert.Equal("SecretNotFound", Assert.Single(result.Report.Notices).Reason);
    }

    [Fact]
    public void The_same_place_by_another_credential_is_another_store_and_by_the_same_one_store()
    {
        var spec = new WorkspacePrivacyPolicySpec { Store = Bucket("b", "a"), InputOutputLogging = new() { Enabled = true, Store = Bucket("b", "other") } };

        Assert.NotNull(Compile(null, spec, Secret(Given.Team, "a", ServiceAccount), Secret(Given.Team, "other", Federation)).Config.InputOutputLogging.Store);
        Assert.Null(Compile(null, spec, Secret(Given.Team, "a", Federation), Secret(Given.Team, "other", Federation)).Config.InputOutputLogging.Store);
    }

    public static TheoryData<string?, string?, string, string> Broken => new()
    {
        { null, "store", "SecretNotFound", "Secret team-a/a doesn't exist; create it with the label k8srouter.io/use: store." },
        { "{}", null, "SecretNotLabelled", "isn't labelled k8srouter.io/use: store" },
        { "{}", "provider", "SecretNotLabelled", "isn't labelled k8srouter.io/use: store" },
        { "  ", "store", "SecretKeyNotFound", "is empty or not text" },
        { "canary", "store", "BadCredential", "isn't JSON, or not all of it" },
        { "{\"type\": \"service_account\",", "store", "BadCredential", "isn't JSON, or not all of it" },
        { "{\"type\": \"service_account\"}\n{\"canary\": 1}", "store", "BadCredential", "isn't JSON, or not all of it" },
        { "[\"canary\"]", "store", "BadCredential", "isn't a JSON object" },
        { "{\"canary\": 1}", "store", "BadCredential", "isn't of type service_account or external_account" },
        { "{\"type\": \"authorized_user\", \"refresh_token\": \"canary\"}", "store", "BadCredential", "is a person's own login" },
        { "{\"type\": \"service_account\", \"client_email\": \"canary\"}", "store", "BadCredential", "lacks private_key" },
        { Federation.Replace("token_url", "canary", StringComparison.Ordinal), "store", "BadCredential", "lacks token_url" },
        { Federation.Replace("\"file\"", "\"executable\"", StringComparison.Ordinal), "store", "BadCredential", "has no file as credential_source" },
        { Federation.Replace("sts.googleapis.com", "canary.example", StringComparison.Ordinal), "store", "BadCredential", "has a token_url that isn't https on googleapis.com" },
        { ServiceAccount.Replace("https://oauth2.googleapis.com", "http://oauth2.googleapis.com", StringComparison.Ordinal), "store", "BadCredential", "has a token_uri that" },
        { ServiceAccount.Replace("END", "canary", StringComparison.Ordinal), "store", "BadCredential", "isn't a whole PEM key" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_reference_that_is_broken_stores_nothing_elsewhere_and_says_what_to_do(string? value, string? use, string reason, string message)
    {
        V1Secret[] secrets = value is null ? [] : [Given.Secret(Given.Team, "a", use, "key.json", value)];
        var result = Compile(null, new() { Store = Bucket("b", "a"), InputOutputLogging = new() { Enabled = true, Required = true } }, secrets);

        Assert.Null(result.Config.Store);
        Assert.Equal((false, true), (result.Config.InputOutputLogging.Enabled, result.Config.InputOutputLogging.Required));
        Assert.Empty(result.CredentialFiles);
        Assert.Equal(
            ["Content isn't stored, and since logging is required, every call is refused: ", "Records stay in the sidecar's own folder: "],
            result.Report.Notices.Select(notice => notice.Message[..(notice.Message.IndexOf(": spec.store", StringComparison.Ordinal) + 2)]));
        Assert.All(result.Report.Notices, notice =>
        {
            Assert.Equal((reason, Given.TeamObject), (notice.Reason, notice.Subject));
            Assert.Contains(message, notice.Message, StringComparison.Ordinal);
        });
        Assert.DoesNotContain("canary", WorkspaceText.Render(result), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_the_Secret_lacks_is_named()
    {
        var result = Compile(null, new() { Store = Bucket("b", "a") }, Given.Secret(Given.Team, "a", "store", "other.json", ServiceAccount));

        Assert.Equal("SecretKeyNotFound", Assert.Single(result.Report.Notices).Reason);
    }

    [Fact]
    public void A_broken_store_in_Europe_isnt_gone_around_by_the_European_one()
    {
        var result = Compile(null, new()
        {
            Region = DataRegion.Europe,
            Store = Bucket("b", "a") with { Location = DataRegion.Europe },
            InputOutputLogging = new() { Enabled = true, EuropeStore = Bucket("europe", null) with { Location = DataRegion.Europe } },
        });

        Assert.Null(result.Config.Store);
        Assert.Equal("europe", result.Config.InputOutputLogging.Store!.Bucket);
        Assert.Equal("SecretNotFound", Assert.Single(result.Report.Notices).Reason);
    }

    [Fact]
    public void A_credential_is_never_in_the_configuration()
    {
        var result = Compile(null, new() { Store = Bucket("b", "a") }, Secret(Given.Team, "a", ServiceAccount));

        Assert.DoesNotContain("PRIVATE KEY", System.Text.Encoding.UTF8.GetString(result.CanonicalJson), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", WorkspaceText.Render(result), StringComparison.Ordinal);
    }

    private static RecordStore Bucket(string name, string? secret) => new()
    {
        Gcs = new() { Bucket = name, Credentials = secret is null ? null : new SecretKeyReference { Name = secret, Key = "key.json" } },
    };

    private static V1Secret Secret(string @namespace, string name, string value) => Given.Secret(@namespace, name, "store", "key.json", value);

    private static CompilationResult Compile(WorkspacePrivacyPolicySpec? floor, WorkspacePrivacyPolicySpec? policy, params V1Secret[] secrets) =>
        WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithFloor(floor).WithPolicy(policy).WithSecrets(secrets));

    private static string NewKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
