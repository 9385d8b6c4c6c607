using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Compilation.Events;

/// <summary>
/// Where a workspace's events are announced. They hold no content, so no region is asked of the server. One whose password can't
/// be had gets no events: a notice says so.
/// </summary>
internal sealed class EventRules
{
    /// <param name="input">What is compiled.</param>
    /// <param name="levels">The floor's policy and the workspace's.</param>
    /// <param name="secrets">Where the password is found.</param>
    /// <param name="files">Receives it.</param>
    /// <param name="notices">Receives what isn't done.</param>
    public EventRules(
        CompilationInput input, PolicyLevels levels, SecretLookup secrets, IDictionary<string, string> files,
        ICollection<CompilationNotice> notices)
    {
        var decided = PolicyFields.Events.Merge(levels);
        if (decided.Value?.Redis is not { } named)
            return;
        var settings = RedisTranslation.Settings(named);
        if (named.Credentials is not { } reference)
        {
            Redis = settings;
            return;
        }
        // Each level names Secrets of its own namespace: a workspace can't have the platform's read out.
        var isPlatform = decided.By == levels.Floor?.By;
        var @namespace = isPlatform ? input.OperatorNamespace : input.Workspace.Name;
        var secret = secrets.Find(@namespace, reference.Name, reference.Key, SecretUses.Events);
        if (secret.Value is null)
        {
            notices.Add(new(
                secret.Reason, decided.By.Object,
                $"No events leave the sidecar: spec.events.redis.credentials: {secret.Message}"));
            return;
        }
        files[ConfigFiles.EventsCredential] = secret.Value;
        if (isPlatform)
            PlatformCredentials = [$"redis://{named.Address}"];
        Redis = settings with { CredentialFile = ConfigFiles.EventsCredential };
    }

    /// <summary>The server; null: none is named, or its password can't be had.</summary>
    public RedisSettings? Redis { get; }

    /// <summary>The server, if its password is the platform's: whoever reads the workspace's Secrets can read it.</summary>
    public IEnumerable<string> PlatformCredentials { get; } = [];
}
