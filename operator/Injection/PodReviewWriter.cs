using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using K8sRouter.Operator.Webhooks.Admission;

namespace K8sRouter.Operator.Injection;

/// <summary>
/// Writes the answer. What is wrong in the pod is said as the API server says it of its own schema (422, Invalid, causes); what
/// isn't the pod's fault is 403, Forbidden. The reason goes into the audit log of the API server as well.
/// </summary>
internal static class PodReviewWriter
{
    private const string AuditKey = "decision";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IBufferWriter<byte> output, AdmissionRequest request, string name, InjectionDecision decision)
    {
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WriteString("apiVersion", AdmissionReviewReader.ApiVersion);
        writer.WriteString("kind", "AdmissionReview");
        writer.WriteStartObject("response");
        writer.WriteString("uid", request.Uid);
        writer.WriteBoolean("allowed", decision.Verdict != InjectionVerdict.Refused);
        if (decision.Verdict == InjectionVerdict.Refused)
            WriteStatus(writer, name, decision);
        else if (decision.Operations.Count > 0)
            WritePatch(writer, decision);
        WriteWarnings(writer, decision);
        writer.WriteStartObject("auditAnnotations");
        writer.WriteString(AuditKey, decision.Reason);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WritePatch(Utf8JsonWriter writer, InjectionDecision decision)
    {
        var patch = new ArrayBufferWriter<byte>(4096);
        using (var inner = new Utf8JsonWriter(patch, Options))
            decision.Operations.WriteTo(inner);
        writer.WriteString("patchType", "JSONPatch");
        writer.WriteBase64String("patch", patch.WrittenSpan);
    }

    private static void WriteWarnings(Utf8JsonWriter writer, InjectionDecision decision)
    {
        if (decision.Warnings.Count == 0)
            return;
        writer.WriteStartArray("warnings");
        foreach (var warning in AdmissionWarnings.Text(decision.Warnings))
            writer.WriteStringValue(warning);
        writer.WriteEndArray();
    }

    private static void WriteStatus(Utf8JsonWriter writer, string name, InjectionDecision decision)
    {
        writer.WriteStartObject("status");
        writer.WriteString("status", "Failure");
        if (decision.Problems.Count == 0)
        {
            writer.WriteNumber("code", StatusCodes.Status403Forbidden);
            writer.WriteString("reason", "Forbidden");
            writer.WriteString("message", decision.Sentence);
        }
        else
        {
            WriteInvalid(writer, name, decision);
        }
        writer.WriteEndObject();
    }

    private static void WriteInvalid(Utf8JsonWriter writer, string name, InjectionDecision decision)
    {
        writer.WriteNumber("code", StatusCodes.Status422UnprocessableEntity);
        writer.WriteString("reason", "Invalid");
        var all = decision.Problems.Count == 1 ? $"{decision.Problems[0]}" : $"[{string.Join(", ", decision.Problems)}]";
        writer.WriteString("message", $"Pod \"{name}\" is invalid: {all}");
        writer.WriteStartObject("details");
        writer.WriteString("name", name);
        writer.WriteString("kind", "Pod");
        writer.WriteStartArray("causes");
        foreach (var problem in decision.Problems)
        {
            writer.WriteStartObject();
            writer.WriteString("reason", AdmissionReviewWriter.CauseOf(problem.Kind));
            writer.WriteString("message", problem.Message);
            writer.WriteString("field", problem.Path);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
