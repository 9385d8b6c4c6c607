using System.Buffers;
using System.Text.Json;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Delivery.Cluster;

/// <summary>
/// What is applied: only fields that we mean, and the version that was read, so that whoever read an older one (a leader that
/// slept) is refused.
/// </summary>
internal static class ApplyDocument
{
    public static V1Patch ConfigMap(
        string @namespace, string? resourceVersion, CompilationResult result, IEnumerable<KeyValuePair<string, byte[]>> files) =>
        Write("ConfigMap", OperatorNames.ConfigMap, @namespace, resourceVersion, result, "binaryData", files);

    public static V1Patch Secret(
        string @namespace, string? resourceVersion, IEnumerable<KeyValuePair<string, byte[]>> values) =>
        Write("Secret", OperatorNames.Credentials, @namespace, resourceVersion, null, "data", values);

    private static V1Patch Write(
        string kind, string name, string @namespace, string? resourceVersion, CompilationResult? result, string field,
        IEnumerable<KeyValuePair<string, byte[]>> values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "v1");
            json.WriteString("kind", kind);
            json.WriteStartObject("metadata");
            json.WriteString("name", name);
            json.WriteString("namespace", @namespace);
            if (resourceVersion is not null)
                json.WriteString("resourceVersion", resourceVersion);
            json.WriteStartObject("labels");
            json.WriteString(ResourceMarks.ManagedBy, ResourceMarks.Manager);
            json.WriteEndObject();
            if (result is not null)
            {
                json.WriteStartObject("annotations");
                json.WriteString(ResourceMarks.Revision, result.Revision);
                json.WriteString(ResourceMarks.CompiledFrom, result.From.ToString());
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteStartObject(field);
            foreach (var (key, value) in values)
                json.WriteBase64String(key, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return new V1Patch(PatchType.ApplyPatch, buffer.WrittenMemory);
    }
}
