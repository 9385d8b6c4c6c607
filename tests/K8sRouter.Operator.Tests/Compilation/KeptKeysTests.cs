using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Delivery;

namespace K8sRouter.Operator.Tests.Compilation;

/// <summary>A workspace's own keys where the platform keeps them, and what is said where they are lost.</summary>
public sealed class KeptKeysTests
{
    private const string Name = "k8srouter-keys-team-a";

    private static readonly string Key = Convert.ToBase64String(new byte[32]);

    [Fact]
    public void Keys_that_the_platform_keeps_are_delivered()
    {
        var result = Compile(Kept(("journal-key", Key), ("hashing-key", Key + "\n")));

        Assert.Equal(Key, result.CredentialFiles[ConfigFiles.JournalKey]);
        Assert.Equal(Key, result.CredentialFiles[ConfigFiles.HashingKey]);
        Assert.Empty(result.Report.Notices);
    }

    [Fact]
    public void Keys_of_another_workspace_and_of_the_workspaces_own_namespace_are_not()
    {
        var result = Compile(
            Given.Secret(Given.System, "k8srouter-keys-team-b", "keys", "journal-key", Key),
            Given.Secret(Given.Team, Name, "keys", "journal-key", Key));

        Assert.Empty(result.CredentialFiles);
    }

    [Theory]
    [InlineData("keys", "c2hvcnQ=", "BadCredential", "Key 'journal-key' isn't used: it must hold 32 bytes in base64, as the workspace's k8srouter-credentials does.")]
    [InlineData("store", "", "SecretNotLabelled", "Secret k8srouter-system/k8srouter-keys-team-a isn't labelled k8srouter.io/use: keys; label it so to let it be used.")]
    public void A_kept_key_that_is_none_is_not_delivered_and_said(string use, string value, string reason, string message)
    {
        var result = Compile(Given.Secret(Given.System, Name, use, "journal-key", value.Length == 0 ? Key : value));

        Assert.Empty(result.CredentialFiles);
        Assert.Contains(new CompilationNotice(reason, $"Secret {Given.System}/{Name}", message), result.Report.Notices);
    }

    [Fact]
    public void What_is_lost_with_keys_is_named_by_key_and_nothing_where_they_are_kept()
    {
        var nothing = new Dictionary<string, byte[]>();

        Assert.Equal(
            [
                "journal-key: what a sidecar hasn't delivered from its journal can't be read once it restarts",
                "hashing-key: users have other identities at providers from now on",
            ],
            VolumeKeys.DescribeLost(nothing, new Dictionary<string, string>()));
        Assert.Empty(VolumeKeys.DescribeLost(
            nothing, new Dictionary<string, string> { [ConfigFiles.JournalKey] = Key, [ConfigFiles.HashingKey] = Key }));
        Assert.Empty(VolumeKeys.DescribeLost(
            VolumeKeys.Combine(nothing, new Dictionary<string, string>()), new Dictionary<string, string>()));
    }

    private static V1Secret Kept(params (string Key, string Value)[] data)
    {
        var secret = Given.Secret(Given.System, Name, SecretUses.Keys, "unused", "x");
        return secret with { Data = data.ToDictionary(item => item.Key, item => System.Text.Encoding.UTF8.GetBytes(item.Value)) };
    }

    private static CompilationResult Compile(params V1Secret[] secrets) =>
        WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithSecrets(secrets));
}
