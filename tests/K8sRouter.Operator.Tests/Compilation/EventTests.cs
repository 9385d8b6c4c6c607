using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;
using RedisSettings = K8sRouter.Crds.WorkspacePrivacyPolicies.RedisSettings;

namespace K8sRouter.Operator.Tests.Compilation;

public sealed class EventTests
{
    [Fact]
    public void Nobody_gets_events_unless_a_server_is_named() => Assert.Null(Compile(null, new()).Config.Events);

    [Fact]
    public void A_server_is_taken_as_it_is_declared_in_every_region()
    {
        var declared = Redis() with { Tls = false, CertificateAuthority = "pem", TtlSeconds = 60, MaxLength = 1000, Credentials = null };

        var result = Compile(null, new() { Region = DataRegion.Europe, Events = new() { Redis = declared } });

        Assert.Equal(
            new() { Address = "redis:6379", Tls = false, CertificateAuthority = "pem", TtlSeconds = 60, MaxLength = 1000 },
            result.Config.Events);
    }

    [Fact]
    public void The_connection_is_encrypted_and_keys_live_for_30_days_where_nobody_says_otherwise() =>
        Assert.Equal(
            new() { Address = "redis:6379", Tls = true, TtlSeconds = 2592000, MaxLength = 1000000 },
            Compile(null, new() { Events = new() { Redis = Redis() with { Credentials = null } } }).Config.Events);

    [Fact]
    public void The_password_goes_to_the_sidecar_as_a_file_and_is_nowhere_in_the_configuration()
    {
        var result = Compile(null, new() { Events = new() { Redis = Redis() } }, Secret(Given.Team, "sesame-canary"));

        Assert.Equal(ConfigFiles.EventsCredential, result.Config.Events!.CredentialFile);
        Assert.Equal("sesame-canary", result.CredentialFiles[ConfigFiles.EventsCredential]);
        Assert.Empty(result.Report.Notices);
        Assert.Empty(result.Report.PlatformCredentials);
    }

    [Fact]
    public void A_user_and_a_prefix_are_in_the_configuration_and_an_older_sidecar_refuses_one_whose_prefix_it_would_pass_over()
    {
        var redis = Redis() with { Prefix = "team-a", Credentials = new() { Name = "redis", Key = "password", Username = "team-a" } };

        var config = Compile(null, new() { Events = new() { Redis = redis } }, Secret(Given.Team, "sesame")).Config;

        Assert.Equal(("team-a", "team-a"), (config.Events!.Username, config.Events.Prefix));
        Assert.Equal([ConfigFeatures.EventsPrefix], config.MustUnderstand);
        Assert.Empty(Compile(null, new() { Events = new() { Redis = Redis() } }, Secret(Given.Team, "sesame")).Config.MustUnderstand);
    }

    [Fact]
    public void The_platforms_password_is_delivered_and_that_is_said()
    {
        var result = Compile(new() { Events = new() { Redis = Redis() } }, null, Secret(Given.System, "sesame-canary"));

        Assert.Equal("sesame-canary", result.CredentialFiles[ConfigFiles.EventsCredential]);
        Assert.Equal(["redis://redis:6379"], result.Report.PlatformCredentials);
    }

    [Theory]
    [InlineData(null, "events", "SecretNotFound")]
    [InlineData("sesame", "store", "SecretNotLabelled")]
    [InlineData("", "events", "SecretKeyNotFound")]
    public void Without_its_password_no_events_leave_the_sidecar_and_that_is_said(string? password, string use, string reason)
    {
        var result = password is null
            ? Compile(null, new() { Events = new() { Redis = Redis() } }, Secret(Given.System, "elsewhere"))
            : Compile(null, new() { Events = new() { Redis = Redis() } }, Secret(Given.Team, password, use));

        Assert.Null(result.Config.Events);
        Assert.DoesNotContain(ConfigFiles.EventsCredential, result.CredentialFiles.Keys);
        var notice = Assert.Single(result.Report.Notices);
        Assert.Equal((reason, Given.TeamObject), (notice.Reason, notice.Subject));
        Assert.StartsWith("No events leave the sidecar: spec.events.redis.credentials: ", notice.Message, StringComparison.Ordinal);
    }

    private static RedisSettings Redis() => new() { Address = "redis:6379", Credentials = new() { Name = "redis", Key = "password" } };

    private static V1Secret Secret(string @namespace, string password, string use = "events") =>
        Given.Secret(@namespace, "redis", use, "password", password);

    private static CompilationResult Compile(
        WorkspacePrivacyPolicySpec? floor, WorkspacePrivacyPolicySpec? workspace, params V1Secret[] secrets) =>
        WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithFloor(floor).WithPolicy(workspace).WithSecrets(secrets));
}
