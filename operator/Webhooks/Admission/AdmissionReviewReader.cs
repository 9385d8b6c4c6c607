using System.Buffers;
using System.Text.Json;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>Reads <c>AdmissionReview</c> of <c>admission.k8s.io/v1</c>.</summary>
internal static class AdmissionReviewReader
{
    public const string ApiVersion = "admission.k8s.io/v1";

    private const int LongestName = 253;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128, AllowDuplicateProperties = false };

    /// <summary>The document, which is read lazily: dispose it after the request.</summary>
    /// <exception cref="AdmissionException">It isn't JSON.</exception>
    public static JsonDocument Parse(ReadOnlySequence<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, Options);
        }
        catch (JsonException fault)
        {
            throw NotAReview($"the body isn't JSON, or a field of it stands twice (at byte {fault.BytePositionInLine} of line "
                + $"{fault.LineNumber})");
        }
        catch (InvalidOperationException)
        {
            // Of a field's name, half a surrogate: names are compared to find one that stands twice.
            throw NotAReview("a text isn't Unicode");
        }
    }

    /// <exception cref="AdmissionException">It isn't a review with a request.</exception>
    public static AdmissionRequest Read(JsonElement review)
    {
        try
        {
            if (Text(review, "kind") != "AdmissionReview" || Text(review, "apiVersion") != ApiVersion)
                throw NotAReview($"must be an AdmissionReview of {ApiVersion}");
            var request = Member(review, "request");
            if (request.ValueKind != JsonValueKind.Object)
                throw NotAReview("request is missing");
            return ReadRequest(request);
        }
        catch (InvalidOperationException)
        {
            throw NotAReview("a text isn't Unicode");
        }
    }

    private static AdmissionRequest ReadRequest(JsonElement request)
    {
        var kind = Member(request, "kind");
        if (Text(request, "uid") is not { Length: > 0 and <= 128 } uid)
            throw NotAReview("request.uid is missing");
        if (Text(kind, "kind") is not { Length: > 0 } kindName || Text(request, "operation") is not { Length: > 0 } operation)
            throw NotAReview("request.kind or request.operation is missing");
        var group = Text(kind, "group") ?? "";
        return new()
        {
            Uid = uid,
            ApiVersion = group.Length == 0 ? Text(kind, "version") ?? "" : $"{group}/{Text(kind, "version")}",
            Kind = kindName,
            Operation = operation,
            Namespace = Name(request, "namespace"),
            Name = Name(request, "name"),
            SubResource = Text(request, "subResource") ?? "",
            IsDryRun = Member(request, "dryRun").ValueKind == JsonValueKind.True,
            Object = Member(request, "object"),
            OldObject = Member(request, "oldObject"),
        };
    }

    /// <summary>Names are logged: anything else in their place isn't.</summary>
    private static string Name(JsonElement request, string field)
    {
        var name = Text(request, field) ?? "";
        var isName = name.Length <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
        return isName ? name : throw NotAReview($"request.{field} isn't a name");
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement element, string name)
    {
        var member = Member(element, name);
        return member.ValueKind == JsonValueKind.String ? member.GetString() : null;
    }

    private static AdmissionException NotAReview(string why) =>
        new(StatusCodes.Status400BadRequest, $"not an admission review: {why}");
}
