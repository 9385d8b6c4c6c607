namespace K8sRouter.Core.Generations;

/// <summary>
/// How much a record keeps of each member that a caller or a provider decides: OpenRouter's bounds where it has one. A process
/// keeps thousands of records in memory, and megabytes in a few of them would fill it. What is cut is named in
/// <see cref="GenerationRecord.TruncatedMembers"/>.
/// </summary>
public static class RecordBounds
{
    /// <summary>Characters of an identifier, as the API bounds them.</summary>
    public const int MaxIdentifierCharacters = 256;

    /// <summary>Characters of a header.</summary>
    public const int MaxHeaderCharacters = 512;

    /// <summary>Attempts of one call: the last ones are kept, which decided.</summary>
    public const int MaxAttempts = 64;

    /// <summary>
    /// Name of the trace in <see cref="GenerationRecord.TruncatedMembers"/>: <see cref="CallerTrace"/> bounds it.
    /// </summary>
    public const string Trace = "trace";

    /// <summary>Every text, by its name in rows.</summary>
    public static IReadOnlyList<RecordBound> Texts { get; } =
    [
        new("requested_model", MaxIdentifierCharacters, r => r.RequestedModel, (r, text) => r with { RequestedModel = text }),
        new("model", MaxIdentifierCharacters, r => r.Model, (r, text) => r with { Model = text }),
        new("canonical_slug", MaxIdentifierCharacters, r => r.CanonicalSlug, (r, text) => r with { CanonicalSlug = text }),
        new("upstream_id", MaxIdentifierCharacters, r => r.UpstreamId, (r, text) => r with { UpstreamId = text }),
        new("native_finish_reason", MaxIdentifierCharacters, r => r.NativeFinishReason,
            (r, text) => r with { NativeFinishReason = text }),
        new("service_tier", MaxIdentifierCharacters, r => r.ServiceTier, (r, text) => r with { ServiceTier = text }),
        new("session_id", MaxIdentifierCharacters, r => r.SessionId, (r, text) => r with { SessionId = text }),
        new("external_user", MaxIdentifierCharacters, r => r.ExternalUser, (r, text) => r with { ExternalUser = text }),
        new("origin", MaxHeaderCharacters, r => r.Origin, (r, text) => r with { Origin = text }),
        new("user_agent", MaxHeaderCharacters, r => r.UserAgent, (r, text) => r with { UserAgent = text }),
        new("app_title", MaxHeaderCharacters, r => r.AppTitle, (r, text) => r with { AppTitle = text }),
    ];

    /// <summary>The record within all bounds: itself where nothing is beyond them.</summary>
    public static GenerationRecord Apply(GenerationRecord record)
    {
        List<string>? cut = null;
        foreach (var bound in Texts)
        {
            if (bound.Get(record) is not { } text || text.Length <= bound.MaxCharacters)
                continue;
            record = bound.Set(record, Cut(text, bound.MaxCharacters));
            (cut ??= []).Add(bound.Name);
        }
        if (record.Attempts.Count > MaxAttempts
            || record.Attempts.Any(attempt => attempt.UpstreamId?.Length > MaxIdentifierCharacters))
        {
            record = record with { Attempts = [.. record.Attempts.TakeLast(MaxAttempts).Select(Apply)] };
            (cut ??= []).Add("attempts");
        }
        return cut is null ? record : record with { TruncatedMembers = [.. record.TruncatedMembers ?? [], .. cut] };
    }

    /// <summary>Characters of all that a caller or a provider decided: what makes one record larger than another.</summary>
    public static long Characters(GenerationRecord record) =>
        Texts.Sum(bound => bound.Get(record)?.Length ?? 0) + (record.Trace?.Length ?? 0)
        + record.Attempts.Sum(attempt => attempt.UpstreamId?.Length ?? 0);

    /// <summary>The beginning of a text, without half of a surrogate pair.</summary>
    public static string Cut(string text, int maxCharacters) => text.Length <= maxCharacters
        ? text
        : text[..(char.IsHighSurrogate(text[maxCharacters - 1]) ? maxCharacters - 1 : maxCharacters)];

    private static ProviderAttempt Apply(ProviderAttempt attempt) =>
        attempt.UpstreamId is { Length: > MaxIdentifierCharacters } id
            ? attempt with { UpstreamId = Cut(id, MaxIdentifierCharacters) }
            : attempt;
}

/// <summary>The bound of one text of a record.</summary>
/// <param name="Name">Its name in rows.</param>
/// <param name="MaxCharacters">UTF-16 code units that are kept.</param>
/// <param name="Get">Reads it; null: there is none.</param>
/// <param name="Set">The record with another one.</param>
public sealed record RecordBound(
    string Name, int MaxCharacters, Func<GenerationRecord, string?> Get, Func<GenerationRecord, string, GenerationRecord> Set);
