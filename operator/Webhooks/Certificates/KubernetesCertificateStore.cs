using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>
/// A Secret in the operator's namespace, and the field <c>caBundle</c> of our two webhook configurations, of which each may be
/// missing. The manifests leave that field out, so whoever applies them again doesn't fight over it.
/// </summary>
[GenericRbac(RbacScope.Cluster, "admissionregistration.k8s.io", "validatingwebhookconfigurations",
    RbacVerb.Read | RbacVerb.Patch, Names = OperatorNames.Webhook, For = "the caBundle of the webhook")]
[GenericRbac(RbacScope.Cluster, "admissionregistration.k8s.io", "mutatingwebhookconfigurations",
    RbacVerb.Read | RbacVerb.Patch, Names = OperatorNames.InjectionWebhook, For = "the caBundle of the webhooks that inject")]
[GenericRbac(RbacScope.OperatorNamespace, "", "secrets", RbacVerb.Update | RbacVerb.Patch, Names = OperatorNames.WebhookAuthority,
    For = "the authority of the webhook's certificates, which replicas share")]
[GenericRbac(RbacScope.OperatorNamespace, "", "secrets", RbacVerb.Create,
    For = "that authority, and the keys that sign configurations, the first time: a name can't be a condition of creating")]
internal sealed class KubernetesCertificateStore(IKubernetes kubernetes, string operatorNamespace) : ICertificateStore
{
    private const string FieldManager = "k8srouter-webhook-ca";

    private V1Secret? _secret;

    public async Task<StoredAuthorities?> ReadAuthoritiesAsync(CancellationToken cancellationToken)
    {
        _secret = await kubernetes.GetAsync<V1Secret>(operatorNamespace, OperatorNames.WebhookAuthority, cancellationToken);
        return _secret is null ? null : new(_secret.Metadata.ResourceVersion ?? "", _secret.Data);
    }

    public async Task<bool> TryWriteAuthoritiesAsync(
        IReadOnlyDictionary<string, byte[]> data, StoredAuthorities? replaced, CancellationToken cancellationToken)
    {
        try
        {
            if (replaced is null)
                await kubernetes.CreateAsync(NewSecret() with { Data = data }, cancellationToken);
            else if (_secret?.Metadata.ResourceVersion == replaced.Version)
                await kubernetes.ReplaceAsync(_secret with { Data = data }, cancellationToken);
            else
                return false;
            return true;
        }
        catch (KubernetesException refusal) when (refusal.IsConflict || refusal.IsAlreadyExists || refusal.IsNotFound)
        {
            return false;
        }
    }

    public async Task<StoredBundles?> ReadBundlesAsync(CancellationToken cancellationToken)
    {
        var found = new List<StoredConfiguration>();
        var validating = await kubernetes.GetAsync<V1ValidatingWebhookConfiguration>(
            null, OperatorNames.Webhook, cancellationToken);
        if (validating is not null)
            found.Add(Stored(validating, validating.Webhooks?.Select(webhook => webhook.ClientConfig?.CaBundle)));
        var mutating = await kubernetes.GetAsync<V1MutatingWebhookConfiguration>(
            null, OperatorNames.InjectionWebhook, cancellationToken);
        if (mutating is not null)
            found.Add(Stored(mutating, mutating.Webhooks?.Select(webhook => webhook.ClientConfig?.CaBundle)));
        return found.Count == 0 ? null : new(found);
    }

    public async Task<bool> TryWriteBundlesAsync(string pem, StoredBundles replaced, CancellationToken cancellationToken)
    {
        var bundle = Encoding.ASCII.GetBytes(pem);
        var isWritten = true;
        // One that somebody else is writing mustn't keep the other from being written.
        foreach (var configuration in replaced.Configurations)
        {
            if (!configuration.Bundles.All(held => bundle.AsSpan().SequenceEqual(held)))
                isWritten &= await TryWriteAsync(bundle, configuration, cancellationToken);
        }
        return isWritten;
    }

    private async Task<bool> TryWriteAsync(byte[] bundle, StoredConfiguration replaced, CancellationToken cancellationToken)
    {
        var patch = new V1Patch(PatchType.JsonPatch, BundlePatch(bundle, replaced));
        var options = new PatchOptions { FieldManager = FieldManager };
        try
        {
            if (replaced.Kind == nameof(V1ValidatingWebhookConfiguration))
            {
                await kubernetes.PatchAsync<V1ValidatingWebhookConfiguration>(
                    null, OperatorNames.Webhook, patch, options, cancellationToken);
            }
            else
            {
                await kubernetes.PatchAsync<V1MutatingWebhookConfiguration>(
                    null, OperatorNames.InjectionWebhook, patch, options, cancellationToken);
            }
            return true;
        }
        catch (KubernetesException refusal) when (refusal.IsConflict || refusal.IsNotFound
            || refusal.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            // 422 is what a failed test of a JSON patch is answered with.
            return false;
        }
    }

    private static StoredConfiguration Stored<T>(T configuration, IEnumerable<byte[]?>? bundles)
        where T : class =>
        new(typeof(T).Name, LibraryObject.MetadataOf(configuration).ResourceVersion ?? "", [.. bundles ?? []]);

    private static ReadOnlyMemory<byte> BundlePatch(byte[] bundle, StoredConfiguration replaced)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            WriteOperation(writer, "test", "/metadata/resourceVersion");
            writer.WriteString("value", replaced.Version);
            writer.WriteEndObject();
            for (var i = 0; i < replaced.Bundles.Count; i++)
            {
                WriteOperation(writer, "add", $"/webhooks/{i}/clientConfig/caBundle");
                writer.WriteBase64String("value", bundle);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        return buffer.WrittenMemory;
    }

    private static void WriteOperation(Utf8JsonWriter writer, string operation, string path)
    {
        writer.WriteStartObject();
        writer.WriteString("op", operation);
        writer.WriteString("path", path);
    }

    private V1Secret NewSecret() => new()
    {
        Metadata = new()
        {
            Name = OperatorNames.WebhookAuthority,
            NamespaceProperty = operatorNamespace,
            Labels = new Dictionary<string, string> { [ResourceMarks.ManagedBy] = ResourceMarks.Manager },
        },
        Type = "Opaque",
    };
}
