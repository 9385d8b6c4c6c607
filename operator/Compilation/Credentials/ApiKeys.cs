using System.Security.Cryptography;
using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Compilation.Credentials;

/// <summary>The keys that callers may present, from Secrets labelled for it.</summary>
internal static class ApiKeys
{
    private const int MinimumLength = 32;

    /// <summary>A hash that no key has, as far as anybody can tell.</summary>
    private static readonly string NobodysHash = new('0', 64);

    public static IReadOnlyList<ApiKeyEntry> Compile(
        CompilationInput input, SecretLookup secrets, ICollection<CompilationNotice> notices)
    {
        var accepted = new List<ApiKeyEntry>();
        var refused = new List<ApiKeyEntry>();
        foreach (var secret in input.Secrets.Where(secret => IsApiKey(secret, input.Workspace.Name)))
        {
            var name = secret.Metadata.Name!;
            var found = secrets.Find(input.Workspace.Name, name, SecretUses.ApiKeyDataKey, SecretUses.ApiKey);
            var entry = new ApiKeyEntry { Name = name, Hash = NobodysHash };
            if (found.Value is null)
            {
                notices.Add(new(found.Reason, Subject(input, name), found.Message));
                refused.Add(entry);
                continue;
            }
            var key = found.Value.EndsWith('\n') ? found.Value[..^1] : found.Value;
            if (key.Length < MinimumLength)
            {
                notices.Add(new(
                    ConditionReasons.WeakKey, Subject(input, name),
                    $"The key isn't accepted: it must have at least {MinimumLength} characters. "
                    + "Make one with \"openssl rand -hex 32\"."));
                refused.Add(entry);
                continue;
            }
            accepted.Add(entry with
            {
                Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))),
                Administrator = secret.Metadata.Labels?.GetValueOrDefault(SecretUses.RoleLabel) == SecretUses.AdministratorRole,
            });
        }
        // No key at all means that callers need none. Whoever defined keys, if only bad ones, meant the opposite: a hash that
        // nobody can present keeps the door closed.
        return [.. (accepted.Count > 0 ? accepted : refused).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
    }

    private static bool IsApiKey(V1Secret secret, string workspace) =>
        secret.Metadata.NamespaceProperty == workspace
        && secret.Metadata.Labels?.GetValueOrDefault(SecretUses.Label) == SecretUses.ApiKey;

    private static string Subject(CompilationInput input, string name) => $"Secret {input.Workspace.Name}/{name}";
}
