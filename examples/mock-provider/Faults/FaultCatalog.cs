using System.Globalization;

namespace K8sRouter.MockProvider.Faults;

/// <summary>Every fault that can be asked for.</summary>
internal static class FaultCatalog
{
    public const string RetryAfter = "retry-after";
    public const string SlowHeaders = "slow-headers";
    public const string Hang = "hang";
    public const string HangMidStream = "hang-mid-stream";
    public const string CutMidStream = "cut-mid-stream";
    public const string CutBody = "cut-body";
    public const string Cut = "cut";
    public const string Malformed = "malformed";
    public const string Html = "html";
    public const string Empty = "empty";
    public const string ErrorBody = "error-body";
    public const string ErrorEvent = "error-event";
    public const string EchoPrompt = "echo-prompt";
    public const string NoUsage = "no-usage";
    public const string NoTerminal = "no-terminal";
    public const string CarriageReturns = "crlf";
    public const string Comments = "comments";

    private static readonly (string Name, string Meaning)[] Named =
    [
        (RetryAfter, "429 with Retry-After: 2"),
        (SlowHeaders, "headers come after --fault-delay-ms"),
        (Hang, "no headers, ever"),
        (HangMidStream, "a stream stops after two deltas and stays open"),
        (CutMidStream, "the connection breaks after two deltas of a stream"),
        (CutBody, "the connection breaks in the middle of a whole answer"),
        (Cut, "the connection breaks before any header"),
        (Malformed, "200 with JSON that ends early; in a stream, one such event"),
        (Html, "200 with an HTML page"),
        (Empty, "200 with an empty body"),
        (ErrorBody, "200 with an error object"),
        (ErrorEvent, "a stream reports an error after two deltas and ends"),
        (EchoPrompt, "400 whose message repeats the prompt, as some providers do"),
        (NoUsage, "the answer has no usage"),
        (NoTerminal, "a stream ends cleanly without finish reason, usage or [DONE]"),
        (CarriageReturns, "a stream whose lines end in CR LF"),
        (Comments, "a stream with keep-alive comments between the events"),
    ];

    /// <summary>The list for <c>--help</c>.</summary>
    public static string Help =>
        "Faults, by the header x-mock-fault, by `fault-NAME` in the model's name, or by POST /__mock/faults:\n"
        + "  NNN               that status (400 to 599) with the error of the wire format\n"
        + string.Join('\n', Named.Select(fault => $"  {fault.Name,-17} {fault.Meaning}"));

    /// <summary>The fault called <paramref name="name"/>; null: there is none.</summary>
    public static Fault? Find(string name)
    {
        if (Named.Any(known => known.Name == name))
            return new Fault(name, null);
        return name.Length == 3
            && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            && status is >= 400 and <= 599
            ? new Fault(name, status)
            : null;
    }

    /// <summary>The fault that a model's name asks for: <c>fault-429</c>, <c>mini-fault-html</c>.</summary>
    public static Fault? InModelName(string model)
    {
        const string Mark = "fault-";
        var at = model.IndexOf(Mark, StringComparison.Ordinal);
        if (at < 0)
            return null;

        var rest = model[(at + Mark.Length)..];
        var named = Named.Select(known => known.Name)
            .Where(name => rest.StartsWith(name, StringComparison.Ordinal))
            .MaxBy(name => name.Length);
        return Find(named ?? rest[..Math.Min(3, rest.Length)]);
    }
}
