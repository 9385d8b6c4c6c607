using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Compilation.Credentials;

/// <summary>
/// A workspace's own keys where the platform keeps them: a Secret in the operator's namespace. What it holds is delivered in the
/// place of keys that are made by themselves, so that a workspace whose Secret is lost gets its keys back.
/// </summary>
internal static class KeptKeys
{
    private const string Prefix = "k8srouter-keys-";
    private const int KeyBytes = 32;

    private static readonly string[] Names = [ConfigFiles.JournalKey, ConfigFiles.HashingKey];

    /// <summary>Name of the Secret.</summary>
    /// <param name="workspace">The namespace whose keys they are.</param>
    public static string SecretOf(string workspace) => $"{Prefix}{workspace}";

    /// <summary>The namespace whose keys a Secret of the operator's namespace holds; null: it holds others.</summary>
    public static string? WorkspaceOf(string secret) =>
        secret.StartsWith(Prefix, StringComparison.Ordinal) && secret.Length > Prefix.Length ? secret[Prefix.Length..] : null;

    /// <summary>Adds the keys that are kept to what is delivered, and says which of them can't be used.</summary>
    public static void Compile(
        CompilationInput input, SecretLookup secrets, IDictionary<string, string> files, ICollection<CompilationNotice> notices)
    {
        var name = SecretOf(input.Workspace.Name);
        if (!input.Secrets.Any(secret =>
            secret.Metadata.Name == name && secret.Metadata.NamespaceProperty == input.OperatorNamespace))
            return;
        var subject = $"Secret {input.OperatorNamespace}/{name}";
        foreach (var key in Names)
        {
            var found = secrets.Find(input.OperatorNamespace, name, key, SecretUses.Keys);
            if (found.Value is null)
                notices.Add(new(found.Reason, subject, found.Message));
            else if (IsKey(found.Value))
                files[key] = found.Value.Trim();
            else
            {
                notices.Add(new(
                    ConditionReasons.BadCredential, subject,
                    $"Key '{key}' isn't used: it must hold 32 bytes in base64, as the workspace's k8srouter-credentials does."));
            }
        }
    }

    private static bool IsKey(string text) =>
        Convert.TryFromBase64String(text.Trim(), new byte[KeyBytes + 1], out var length) && length == KeyBytes;
}
