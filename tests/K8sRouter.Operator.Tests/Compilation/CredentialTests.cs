using System.Security.Cryptography;
using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

/// <summary>Who may hold which secret.</summary>
public sealed class CredentialTests
{
    private static readonly V1LabelSelector Everyone = new();
    private static readonly V1Secret Platform = Given.Secret(Given.System, "platform", "provider", "apiKey", "sk-platform");
    private static readonly V1Secret Own = Given.Secret(Given.Team, "own", "provider", "apiKey", "sk-own");
    private static readonly WorkspacePrivacyPolicySpec BringsOwn =
        new() { Credentials = [new() { Provider = "good", Name = "own", Key = "apiKey" }] };

    [Fact]
    public void A_provider_without_auth_needs_no_credential()
    {
        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider()));

        Assert.Null(Assert.Single(result.Config.Providers).Auth);
        Assert.Empty(result.CredentialFiles);
    }

    [Fact]
    public void The_platforms_credential_goes_to_namespaces_that_are_selected()
    {
        var result = Compile(Given.Auth(Everyone), null, Platform);

        var provider = Assert.Single(result.Config.Providers);
        Assert.Equal("provider-good", provider.Auth!.CredentialFile);
        Assert.False(provider.IsByok);
        Assert.Equal("sk-platform", result.CredentialFiles["provider-good"]);
        Assert.Equal(["good"], result.Report.PlatformCredentials);
    }

    [Fact]
    public void Labels_of_the_namespace_decide_its_name_among_them()
    {
        Assert.Single(Compile(Given.Auth(Selector("tier", "gold")), null, Platform).CredentialFiles);
        Assert.Single(Compile(Given.Auth(Selector("kubernetes.io/metadata.name", Given.Team)), null, Platform).CredentialFiles);
        Assert.Empty(Compile(Given.Auth(Selector("tier", "silver")), null, Platform).CredentialFiles);
    }

    [Fact]
    public void Without_a_selector_nobody_gets_it()
    {
        Assert.Equal(
            "The platform's credential of good is delivered to nobody (spec.auth.deliverTo); name a key of your own in "
            + "spec.credentials of the workspace's policy.",
            Refusal(Given.Auth(), null, Platform));
    }

    [Fact]
    public void A_workspaces_own_key_is_used_instead_of_the_platforms()
    {
        var result = Compile(Given.Auth(Everyone), BringsOwn, Platform, Own);

        Assert.True(Assert.Single(result.Config.Providers).IsByok);
        Assert.Equal("sk-own", Assert.Single(result.CredentialFiles).Value);
        Assert.Empty(result.Report.PlatformCredentials);
    }

    [Fact]
    public void A_broken_own_key_isnt_replaced_by_the_platforms()
    {
        Assert.Equal(
            "Secret team-a/own doesn't exist; create it with the label k8srouter.io/use: provider.",
            Refusal(Given.Auth(Everyone), BringsOwn, Platform));
    }

    [Fact]
    public void A_key_that_the_floor_names_is_looked_for_in_the_workspaces_namespace_alone()
    {
        var inSystem = Given.Secret(Given.System, "own", "provider", "apiKey", "sk-system");
        var input = Given.Input(Given.Provider(auth: Given.Auth())).WithFloor(BringsOwn);

        Assert.Empty(WorkspaceCompiler.Compile(input.WithSecrets(inSystem)).CredentialFiles);
        Assert.Equal("sk-own", WorkspaceCompiler.Compile(input.WithSecrets(inSystem, Own)).CredentialFiles["provider-good"]);
    }

    [Fact]
    public void What_is_wrong_with_a_Secret_is_said_with_what_to_do_and_never_with_its_value()
    {
        Assert.Equal(
            "Secret k8srouter-system/platform isn't labelled k8srouter.io/use: provider; label it so to let it be used.",
            Refusal(Given.Auth(Everyone), null, Given.Secret(Given.System, "platform", null, "apiKey", "sk-canary")));
        Assert.Equal(
            "Secret k8srouter-system/platform isn't labelled k8srouter.io/use: provider; label it so to let it be used.",
            Refusal(Given.Auth(Everyone), null, Given.Secret(Given.System, "platform", "destination", "apiKey", "sk-canary")));
        Assert.Equal(
            "Secret k8srouter-system/platform has no key 'apiKey'; add it.",
            Refusal(Given.Auth(Everyone), null, Given.Secret(Given.System, "platform", "provider", "other", "sk-canary")));
        Assert.Equal(
            "Key 'apiKey' of Secret k8srouter-system/platform is empty or not text; give it a value.",
            Refusal(Given.Auth(Everyone), null, Given.Secret(Given.System, "platform", "provider", "apiKey", "\n")));
        Assert.Equal(
            "Key 'apiKey' of Secret k8srouter-system/platform holds characters that no header can carry; give it the bare credential.",
            Refusal(Given.Auth(Everyone), null, Given.Secret(Given.System, "platform", "provider", "apiKey", "sk-canary\nsecond line\n")));
    }

    [Fact]
    public void A_service_accounts_key_may_have_several_lines()
    {
        var auth = Given.Auth(Everyone) with { Scheme = AuthenticationScheme.GoogleToken };
        Assert.Single(Compile(auth, null, Given.Secret(Given.System, "platform", "provider", "apiKey", "{\n\"type\": 1\n}\n")).CredentialFiles);
    }

    [Fact]
    public void An_excluded_provider_leaves_neither_address_nor_credential_behind()
    {
        var provider = Given.Provider("secretive", Given.Harmless with { Training = true }, auth: Given.Auth(Everyone));
        var result = WorkspaceCompiler.Compile(Given.Input(provider).WithSecrets(Platform));

        Assert.Empty(result.CredentialFiles);
        Assert.Empty(result.Config.Providers);
        var json = Encoding.UTF8.GetString(result.CanonicalJson);
        Assert.DoesNotContain("secretive.example", json, StringComparison.Ordinal);
        Assert.Contains("secretive/acme/one", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_excluded_everywhere_is_still_known()
    {
        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider(dataPolicy: Given.Harmless with { Training = true })));

        Assert.Equal("acme/one", Assert.Single(result.Config.Models).Name);
    }

    [Fact]
    public void An_API_key_is_told_by_the_hash_of_its_value_without_one_newline()
    {
        const string Key = "0123456789abcdef0123456789abcdef";
        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithSecrets(
            Given.Secret(Given.Team, "b", "api-key", "key", Key + "\n", "admin"),
            Given.Secret(Given.Team, "a", "api-key", "key", Key + "x"),
            Given.Secret(Given.System, "c", "api-key", "key", Key)));

        Assert.Equal(["a", "b"], result.Config.ApiKeys.Select(key => key.Name));
        Assert.Equal([false, true], result.Config.ApiKeys.Select(key => key.Administrator));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))), result.Config.ApiKeys[1].Hash);
    }

    [Fact]
    public void A_short_API_key_is_refused_without_opening_the_door()
    {
        var result = WorkspaceCompiler.Compile(
            Given.Input(Given.Provider()).WithSecrets(Given.Secret(Given.Team, "short", "api-key", "key", "canary-31-characters-long-000000")));
        Assert.Equal(32, "canary-31-characters-long-000000".Length);
        Assert.Single(result.Config.ApiKeys);
        Assert.Empty(result.Report.Notices);

        result = WorkspaceCompiler.Compile(
            Given.Input(Given.Provider()).WithSecrets(Given.Secret(Given.Team, "short", "api-key", "key", "canary-31-characters-long-00000\n")));
        Assert.Equal(new string('0', 64), Assert.Single(result.Config.ApiKeys).Hash);
        var notice = Assert.Single(result.Report.Notices);
        Assert.Equal(("WeakKey", "Secret team-a/short"), (notice.Reason, notice.Subject));
        Assert.DoesNotContain("canary", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_for_a_provider_that_doesnt_exist_is_noticed()
    {
        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider("other")).WithPolicy(BringsOwn));

        Assert.Contains(
            new CompilationNotice("NotFound", Given.TeamObject, "spec.credentials names the provider good, which doesn't exist."),
            result.Report.Notices);
    }

    private static V1LabelSelector Selector(string label, string value) =>
        new() { MatchLabels = new Dictionary<string, string> { [label] = value } };

    private static CompilationResult Compile(ProviderAuthentication auth, WorkspacePrivacyPolicySpec? policy, params V1Secret[] secrets) =>
        WorkspaceCompiler.Compile(Given.Input(Given.Provider(auth: auth)).WithPolicy(policy).WithSecrets(secrets));

    private static string Refusal(ProviderAuthentication auth, WorkspacePrivacyPolicySpec? policy, params V1Secret[] secrets)
    {
        ExclusionReason reason = Assert.Single(Assert.Single(Compile(auth, policy, secrets).Config.ExcludedEndpoints).Reasons);
        Assert.Equal("no_credential", reason.Rule);
        return reason.Message;
    }
}
