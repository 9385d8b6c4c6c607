using System.Text.Json;
using System.Text.RegularExpressions;

namespace K8sRouter.Operator.Sidecars;

/// <summary>
/// Reads a sidecar's <c>/observation</c>. Whoever may make pods in a workspace may answer in a sidecar's place: what isn't of the
/// form is as if it weren't there, and no text of the answer gets any further than codes of a bounded form.
/// </summary>
internal static partial class SidecarAnswer
{
    /// <summary>A workspace has at most five destinations of each type.</summary>
    private const int MostDestinations = 128;

    /// <summary>A sidecar is given two.</summary>
    private const int MaxConfigKeys = 8;

    /// <summary>What the answer says; null: it is none.</summary>
    /// <param name="pod">Name of the pod that was asked.</param>
    /// <param name="body">What it answered.</param>
    public static SidecarObservation? Read(string pod, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(pod, document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // Text that is no text, such as half a surrogate.
            return null;
        }
    }

    private static SidecarObservation Read(string pod, JsonElement root)
    {
        var records = Property(root, "records");
        return new SidecarObservation
        {
            Pod = pod,
            Reached = true,
            Revision = Text(root, "revision") is { } revision && Revision().IsMatch(revision) ? revision : null,
            SupportedSchemaVersion = Property(root, "supportedSchemaVersion") is { ValueKind: JsonValueKind.Number } number
                && number.TryGetInt32(out var version) && version > 0 ? version : null,
            Version = Text(root, "version") is { } program && Version().IsMatch(program) ? program : null,
            Credentials = Text(root, "credentials") is { } digest && Revision().IsMatch(digest) ? digest : null,
            Refuses = Property(root, "refuses").ValueKind == JsonValueKind.True,
            Refusal = Text(root, "refusal") is { } refusal && Code().IsMatch(refusal) ? refusal : null,
            ConfigKeys = ConfigKeys(Property(root, "configKeys")),
            Records = Text(records, "state") switch
            {
                "stored" => RecordsState.Stored,
                "failing" => RecordsState.Failing,
                _ => RecordsState.Waiting,
            },
            RecordsFault = Fault(records),
            Destinations = Destinations(Property(root, "destinations")),
        };
    }

    private static string[] ConfigKeys(JsonElement list) =>
        list.ValueKind != JsonValueKind.Array
            ? []
            : [.. list.EnumerateArray().Take(MaxConfigKeys).Where(item => item.ValueKind == JsonValueKind.String)
                .Select(item => item.GetString()!).Where(id => KeyId().IsMatch(id))];

    private static Dictionary<string, DestinationObservation> Destinations(JsonElement list)
    {
        var destinations = new Dictionary<string, DestinationObservation>(StringComparer.Ordinal);
        if (list.ValueKind != JsonValueKind.Array)
            return destinations;
        foreach (var item in list.EnumerateArray().Take(MostDestinations))
        {
            if (Text(item, "name") is not { Length: > 0 and <= 253 } name || State(Text(item, "state")) is not { } state)
                continue;
            destinations[name] = new DestinationObservation(state, Fault(item));
        }
        return destinations;
    }

    private static DestinationSending? State(string? word) => word switch
    {
        "idle" => DestinationSending.Idle,
        "delivering" => DestinationSending.Delivering,
        "failing" => DestinationSending.Failing,
        "unsupported" => DestinationSending.Unsupported,
        _ => null,
    };

    private static string? Fault(JsonElement of) => Text(of, "fault") is { } fault && Code().IsMatch(fault) ? fault : null;

    private static string? Text(JsonElement of, string name) =>
        Property(of, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement Property(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : default;

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Revision();

    [GeneratedRegex(@"\A[0-9a-f]{16}\z")]
    private static partial Regex KeyId();

    [GeneratedRegex(@"\A[0-9][0-9A-Za-z.+-]{0,63}\z")]
    private static partial Regex Version();

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,39}\z")]
    private static partial Regex Code();
}
