using System.Buffers;
using System.Text.Json;
using K8sRouter.Crds.Validation;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>
/// Writes the answer. A refusal is the Status that the API server gives for its own schema (422, Invalid, causes), so that
/// kubectl prints it in the same words.
/// </summary>
internal static class AdmissionReviewWriter
{
    public static void Write(IBufferWriter<byte> output, AdmissionRequest request, AdmissionDecision decision)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("apiVersion", AdmissionReviewReader.ApiVersion);
        writer.WriteString("kind", "AdmissionReview");
        writer.WriteStartObject("response");
        writer.WriteString("uid", request.Uid);
        writer.WriteBoolean("allowed", decision.Allowed);
        if (!decision.Allowed)
            WriteStatus(writer, request, decision.Problems);
        if (decision.Warnings.Count > 0)
        {
            writer.WriteStartArray("warnings");
            foreach (var warning in decision.Warnings)
                writer.WriteStringValue(warning);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter writer, AdmissionRequest request, IReadOnlyList<FieldProblem> problems)
    {
        writer.WriteStartObject("status");
        writer.WriteString("status", "Failure");
        writer.WriteNumber("code", StatusCodes.Status422UnprocessableEntity);
        writer.WriteString("reason", "Invalid");
        writer.WriteString("message", Message(request, problems));
        writer.WriteStartObject("details");
        writer.WriteString("name", request.Name);
        writer.WriteString("group", request.ApiVersion.Split('/')[0]);
        writer.WriteString("kind", request.Kind);
        writer.WriteStartArray("causes");
        foreach (var problem in problems)
        {
            writer.WriteStartObject();
            writer.WriteString("reason", CauseOf(problem.Reason));
            writer.WriteString("message", problem.Message);
            writer.WriteString("field", problem.Path);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string Message(AdmissionRequest request, IReadOnlyList<FieldProblem> problems)
    {
        var texts = problems.Select(problem => $"{problem with { Resource = "" }}").ToList();
        var all = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        return $"{request.Kind} \"{request.Name}\" is invalid: {all}";
    }

    /// <summary>The API's own words for causes.</summary>
    public static string CauseOf(ProblemReason reason) => reason switch
    {
        ProblemReason.TypeInvalid => "FieldValueTypeInvalid",
        ProblemReason.Required => "FieldValueRequired",
        ProblemReason.NotSupported => "FieldValueNotSupported",
        ProblemReason.Duplicate => "FieldValueDuplicate",
        ProblemReason.TooMany => "FieldValueTooMany",
        ProblemReason.TooLong => "FieldValueTooLong",
        ProblemReason.Forbidden or ProblemReason.UnknownField => "FieldValueForbidden",
        _ => "FieldValueInvalid",
    };
}
