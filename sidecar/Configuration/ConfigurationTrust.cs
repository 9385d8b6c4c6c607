using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>
/// Whether a configuration is the operator's. With keys, only a signed one is: for this namespace, no older than the newest that
/// was in force here, and together with the credentials that it was signed with. The keys come with the process and never by the
/// volume, which others may write.
/// </summary>
/// <param name="keys">Public keys of the operator.</param>
/// <param name="namespaceUid">UID of the namespace that this runs in; null: nobody said.</param>
/// <param name="namespaceName">Name of that namespace; null: nobody said.</param>
/// <param name="counter">The newest counter that was in force here, over restarts.</param>
internal sealed class ConfigurationTrust(ConfigKeys keys, string? namespaceUid, string? namespaceName, CounterFile counter)
{
    /// <summary>Null: every configuration is taken, since no keys were given.</summary>
    /// <exception cref="ArgumentException">The keys are none, which <see cref="OptionProblems"/> says before.</exception>
    public static ConfigurationTrust? Of(SidecarOptions options)
    {
        if (options.ConfigKey is not { } text)
            return null;
        var keys = ConfigKeys.TryParse(text) ?? throw new ArgumentException("The keys are malformed.", nameof(options));
        return new(keys, options.NamespaceUid, options.PodNamespace, new CounterFile(options.JournalDirectory));
    }

    /// <summary>Ids of the keys.</summary>
    public IReadOnlyCollection<string> KeyIds => keys.Ids;

    /// <summary>Whether the operator signed a configuration for here; looked at before the document is parsed.</summary>
    /// <param name="signature">The file beside the configuration; null: there is none.</param>
    /// <param name="revision">Revision of what is mounted.</param>
    /// <returns>What was signed.</returns>
    /// <exception cref="ConfigurationRefusedException">It didn't.</exception>
    public ConfigEnvelope Verify(byte[]? signature, string revision)
    {
        if (signature is null)
        {
            throw Refused(
                ConfigRefusalCodes.NotSigned,
                "isn't there: the configuration isn't signed, and with --config-key only a signed one is taken");
        }
        if (ConfigEnvelope.TryParse(signature) is not { } envelope)
            throw Refused(ConfigRefusalCodes.Forged, "is malformed");
        if (!keys.Ids.Contains(envelope.KeyId))
        {
            throw Refused(
                ConfigRefusalCodes.UnknownKey,
                $"names a key that --config-key doesn't hold ({string.Join(", ", keys.Ids)}): where the operator's key was "
                + "replaced, restart the pod, so that it gets the present one");
        }
        if (!keys.Verify(envelope))
            throw Refused(ConfigRefusalCodes.Forged, "isn't the operator's signature");
        if (envelope.Revision != revision)
            throw Refused(ConfigRefusalCodes.Forged, $"is of another configuration, {envelope.Revision[..12]}");
        if (namespaceUid is not null && envelope.NamespaceUid != namespaceUid)
        {
            throw Refused(
                ConfigRefusalCodes.Elsewhere, $"is for the namespace of UID {envelope.NamespaceUid}, and this is {namespaceUid}");
        }
        if (counter.Value > envelope.Counter)
        {
            throw Refused(
                ConfigRefusalCodes.Replayed,
                $"is older than what was in force here before: counter {envelope.Counter} after {counter.Value}");
        }
        return envelope;
    }

    /// <summary>Whether what was signed is for this workspace, and is all there.</summary>
    /// <exception cref="ConfigurationRefusedException">It isn't.</exception>
    public void VerifyWhole(ConfigEnvelope envelope, WorkspaceIdentity workspace, string? credentials)
    {
        if (envelope.WorkspaceId != workspace.Id || (namespaceName is not null && workspace.Name != namespaceName))
        {
            throw Refused(
                ConfigRefusalCodes.Elsewhere,
                $"is for the workspace {workspace.Name}, and this runs in {namespaceName ?? "another"}");
        }
        if (envelope.Credentials != credentials)
        {
            throw Refused(
                ConfigRefusalCodes.NotWhole,
                "is of other credentials than those beside it: either the volume isn't wholly refreshed yet, which ends by "
                + "itself, or somebody else wrote the Secret, which the operator puts right");
        }
    }

    /// <summary>A configuration comes into force: none older is taken from now on, also after a restart.</summary>
    /// <exception cref="ConfigurationRefusedException">That can't be kept now.</exception>
    public void Advance(long to) => counter.Advance(to);

    private static ConfigurationRefusedException Refused(string code, string what) =>
        new($"{ConfigFiles.Signature}: {what}", code: code);
}
