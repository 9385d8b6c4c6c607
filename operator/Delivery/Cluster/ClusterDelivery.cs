using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Compilation.Credentials;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Rights;
using K8sRouter.Operator.Signing;

namespace K8sRouter.Operator.Delivery.Cluster;

/// <summary>
/// Delivers to the ConfigMap and the Secret that sidecars mount:
/// 1. what was last written is remembered by its versions: while watches see those and the content is the same, nothing is even
///    read,
/// 2. else both are read: the workspace's own keys live in the Secret and are kept,
/// 3. what would be larger than an object may be is refused, and the last stays,
/// 4. the Secret is applied first, then the configuration that speaks of it with its signature, each only where it differs or
///    lost our label; other writers are reported.
/// </summary>
/// <param name="kubernetes">Refuses to write once this process doesn't lead any more.</param>
/// <param name="seen">Versions of a workspace's objects, as watches last saw them.</param>
/// <param name="signer">Signs what is delivered.</param>
/// <param name="foreign">Told of other writers.</param>
/// <param name="isReplayed">Whether a sidecar of the workspace says that the signature is older than one it has seen.</param>
/// <param name="events">Told where a workspace's own keys had to be made anew.</param>
[GenericRbac(RbacScope.Workspace, "", "secrets", RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete,
    Names = OperatorNames.Credentials,
    For = "the half of the configuration that is secret. Server-side apply names what it creates, so that no other can be made")]
[GenericRbac(RbacScope.Workspace, "", "configmaps", RbacVerb.Read | RbacVerb.Create | RbacVerb.Patch | RbacVerb.Delete,
    Names = OperatorNames.ConfigMap,
    For = "the half of the configuration that isn't secret")]
internal sealed class ClusterDelivery(
    IKubernetes kubernetes, Func<string, ObjectVersions> seen, EnvelopeSigner signer, ForeignWriters foreign,
    Func<string, bool> isReplayed, IEventRecorder events) : IWorkspaceDelivery
{
    /// <summary>Who owns the fields of what is written in workspaces.</summary>
    public const string FieldManager = "k8srouter-workspace";

    /// <summary>Reason of an event at the Secret: a workspace's own keys were gone, and new ones were made.</summary>
    private const string KeysRenewedReason = "KeysRenewed";

    private static readonly PatchOptions Apply = new() { FieldManager = FieldManager, Force = true };

    private static readonly PatchOptions Remove = new() { FieldManager = FieldManager };

    private readonly ConcurrentDictionary<string, Written> _written = new(StringComparer.Ordinal);

    public async Task<DeliveryOutcome> DeliverAsync(CompilationResult result, CancellationToken cancellationToken)
    {
        var workspace = result.Config.Workspace.Name;
        var wanted = $"{Fingerprint(result)} {signer.KeyId}";
        var replayed = isReplayed(workspace);

        // 1.
        if (_written.TryGetValue(workspace, out var last) && last.Wanted == wanted && last.Versions == seen(workspace)
            && !replayed)
            return last.Outcome;

        // 2.
        var configMap = await kubernetes.GetAsync<V1ConfigMap>(workspace, OperatorNames.ConfigMap, cancellationToken);
        var secret = await kubernetes.GetAsync<V1Secret>(workspace, OperatorNames.Credentials, cancellationToken);
        var present = secret?.Data ?? new Dictionary<string, byte[]>();
        var values = VolumeKeys.Combine(present, result.CredentialFiles);
        // Where a configuration is in force there were keys.
        var lost = IsOurs(configMap) ? VolumeKeys.DescribeLost(present, result.CredentialFiles) : [];
        var digest = CredentialsDigest.Of(values)!;
        var signed = configMap?.BinaryData?.AsReadOnly().GetValueOrDefault(ConfigFiles.Signature);
        var signature = signer.Sign(EnvelopeSubject.Of(result, digest), signed, replayed);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [ConfigFiles.RouterConfig] = RouterConfigSerializer.Compress(result.CanonicalJson),
            [ConfigFiles.Signature] = signature,
        };

        // 3.
        var bytes = Math.Max(Size(files), Size(values));
        if (bytes > ConfigLimits.MostBytes)
            return new DeliveryOutcome(DeliveryState.TooLarge, false, bytes);

        // 4.
        try
        {
            ForeignWrite? found = null;
            // A write of which no answer comes may have been done: what is found after it is no foreigner's.
            var wasRight = _written.TryRemove(workspace, out last) && last.Wanted == wanted;
            var valuesDiffer = !Same(present, values);
            // A key that exists only in the Secret is kept even if another writer changed it: the journal needs it.
            var keysDiffer = wasRight && last!.Outcome.Credentials != digest;
            if (valuesDiffer || keysDiffer)
                found = foreign.Find(secret, wasRight);
            var secretDiffers = valuesDiffer || !IsOurs(secret);
            if (secretDiffers)
            {
                var document = ApplyDocument.Secret(workspace, secret?.Metadata.ResourceVersion, values);
                secret = await kubernetes.PatchAsync<V1Secret>(
                    workspace, OperatorNames.Credentials, document, Apply, cancellationToken);
                secret = await RemoveSurplusAsync(secret, "data", Surplus(secret.Data?.Keys, values), cancellationToken);
                if (lost.Count > 0)
                    events.Record(secret, EventType.Warning, KeysRenewedReason, "Deliver", DescribeRenewal(workspace, lost));
            }
            var inForce = Inflate(configMap);
            var loss = PolicyLoss.Of(CompiledFromOf(configMap), inForce, result);
            var filesDiffer = !InForce(configMap, inForce, result) || !ReferenceEquals(signature, signed)
                || Surplus(configMap?.BinaryData?.Keys, files).Concat(Surplus(configMap?.Data?.Keys, files)).Any();
            var configDiffers = filesDiffer || !IsOurs(configMap);
            if (configDiffers)
            {
                if (filesDiffer && configMap is not null)
                {
                    var isLeftRight = wasRight && !valuesDiffer && !keysDiffer && !replayed;
                    found = foreign.Find(LibraryObject.Of(configMap), isLeftRight) ?? found;
                }
                var document = ApplyDocument.ConfigMap(
                    workspace, configMap?.Metadata.ResourceVersion, result, files);
                configMap = await kubernetes.PatchAsync<V1ConfigMap>(
                    workspace, OperatorNames.ConfigMap, document, Apply, cancellationToken);
                configMap = await RemoveSurplusAsync(
                    configMap, "binaryData", Surplus(configMap.BinaryData?.Keys, files), cancellationToken);
                configMap = await RemoveSurplusAsync(configMap, "data", Surplus(configMap.Data?.Keys, files), cancellationToken);
            }
            var versions = new ObjectVersions(configMap!.Metadata.ResourceVersion, secret!.Metadata.ResourceVersion);
            var outcome = new DeliveryOutcome(DeliveryState.InForce, secretDiffers || configDiffers, bytes)
            {
                Credentials = digest,
                Foreign = found,
                Loss = loss,
            };
            _written[workspace] = new Written(wanted, versions, outcome with { Written = false, Foreign = null, Loss = null });
            return outcome;
        }
        catch (KubernetesException fault) when (fault.IsNamespaceTerminating)
        {
            return new DeliveryOutcome(DeliveryState.NamespaceTerminating, false, bytes);
        }
    }

    /// <summary>Deletes both, configuration first, where they are ours and still what was looked at.</summary>
    public async Task<bool> WithdrawAsync(string workspace, CancellationToken cancellationToken)
    {
        _written.TryRemove(workspace, out _);
        var configMap = await kubernetes.GetAsync<V1ConfigMap>(workspace, OperatorNames.ConfigMap, cancellationToken);
        var secret = await kubernetes.GetAsync<V1Secret>(workspace, OperatorNames.Credentials, cancellationToken);
        return await DeleteAsync(configMap, cancellationToken) | await DeleteAsync(secret, cancellationToken);
    }

    private static string DescribeRenewal(string workspace, IReadOnlyList<string> lost) =>
        $"The workspace's own keys were gone and were made anew. {string.Join("; ", lost)}. Where the old ones are known, put "
        + $"them into a Secret {KeptKeys.SecretOf(workspace)} in the operator's namespace, labelled {SecretUses.Label}: "
        + $"{SecretUses.Keys}, and they come back.";

    /// <summary>Without the mark it wouldn't be deleted one day.</summary>
    private static bool IsOurs<T>([NotNullWhen(true)] T? entity)
        where T : class =>
        entity is not null
        && LibraryObject.MetadataOf(entity).Labels?.GetValueOrDefault(ResourceMarks.ManagedBy) == ResourceMarks.Manager;

    private static bool InForce(V1ConfigMap? configMap, byte[]? inForce, CompilationResult result) =>
        inForce is not null && inForce.AsSpan().SequenceEqual(result.CanonicalJson)
        && configMap!.Metadata.Annotations?.AsReadOnly().GetValueOrDefault(ResourceMarks.Revision) == result.Revision
        && CompiledFromOf(configMap) == result.From;

    private static CompiledFrom? CompiledFromOf(V1ConfigMap? configMap) =>
        CompiledFrom.Parse(configMap?.Metadata.Annotations?.AsReadOnly().GetValueOrDefault(ResourceMarks.CompiledFrom));

    /// <summary>
    /// Compared inflated: another runtime may compress the same bytes differently. Null: there is none, or it can't be read.
    /// </summary>
    private static byte[]? Inflate(V1ConfigMap? configMap)
    {
        try
        {
            return configMap?.BinaryData?.AsReadOnly().GetValueOrDefault(ConfigFiles.RouterConfig) is { } compressed
                ? RouterConfigSerializer.Decompress(compressed)
                : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static int Size(SortedDictionary<string, byte[]> values) =>
        values.Sum(value => value.Key.Length + value.Value.Length);

    private static bool Same(IReadOnlyDictionary<string, byte[]> present, SortedDictionary<string, byte[]> values) =>
        present.Count == values.Count && values.All(value =>
            present.TryGetValue(value.Key, out var content) && content.AsSpan().SequenceEqual(value.Value));

    /// <summary>What is remembered in place of the values, which are secret.</summary>
    private static string Fingerprint(CompilationResult result)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(result.CanonicalJson);
        hash.AppendData(Encoding.UTF8.GetBytes($"\0{result.From}"));
        foreach (var (name, value) in result.CredentialFiles.OrderBy(file => file.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"\0{name}\0{value.Length}\0{value}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string[] Surplus(IEnumerable<string>? present, SortedDictionary<string, byte[]> values) =>
        [.. (present ?? []).Where(key => !values.ContainsKey(key))];

    /// <summary>
    /// An apply takes away only what nobody else owns: a key that somebody else wrote, or that a restored backup owns too, would
    /// stay, and be mounted.
    /// </summary>
    private async Task<T> RemoveSurplusAsync<T>(T applied, string field, string[] surplus, CancellationToken cancellationToken)
        where T : class
    {
        if (surplus.Length == 0)
            return applied;
        var metadata = LibraryObject.MetadataOf(applied);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = metadata.ResourceVersion },
            [field] = new JsonObject(surplus.Select(key => KeyValuePair.Create(key, (JsonNode?)null))),
        };
        return await kubernetes.PatchAsync<T>(
            metadata.NamespaceProperty, metadata.Name!,
            new V1Patch(PatchType.MergePatch, Encoding.UTF8.GetBytes(patch.ToJsonString())), Remove, cancellationToken);
    }

    private async Task<bool> DeleteAsync<T>(T? entity, CancellationToken cancellationToken)
        where T : class
    {
        if (!IsOurs(entity))
            return false;
        var metadata = LibraryObject.MetadataOf(entity);
        var preconditions = new V1Preconditions { Uid = metadata.Uid, ResourceVersion = metadata.ResourceVersion };
        return await kubernetes.DeleteAsync<T>(metadata.NamespaceProperty, metadata.Name!, preconditions, cancellationToken);
    }

    private sealed record Written(string Wanted, ObjectVersions Versions, DeliveryOutcome Outcome);
}
