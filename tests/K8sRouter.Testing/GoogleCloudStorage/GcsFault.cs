namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>A misbehaviour asked for.</summary>
public sealed record GcsFault
{
    public required GcsFaultKind Kind { get; init; }

    /// <summary>Status to answer.</summary>
    public int Code { get; init; } = 503;

    /// <summary>Reason in the error's body.</summary>
    public string Reason { get; init; } = "backendError";

    /// <summary>Message in the error's body.</summary>
    public string Message { get; init; } = "canary: the server's own words";

    /// <summary>Header Retry-After, seconds; null: none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>How late a slow answer is, by the real clock.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Bytes of a chunk that are kept before the connection breaks; rounded down to 256 KiB.</summary>
    public int KeptBytes { get; init; }

    /// <summary>Body of the page that stands in the place of an answer.</summary>
    public string Page { get; init; } = "<!doctype html><title>Please sign in</title>";

    /// <summary>Media type of that page.</summary>
    public string PageType { get; init; } = "text/html; charset=utf-8";

    public static GcsFault Status(int code, string reason = "backendError", int? retryAfterSeconds = null) =>
        new() { Kind = GcsFaultKind.Status, Code = code, Reason = reason, RetryAfterSeconds = retryAfterSeconds };

    public static GcsFault StatusAfter(int code) => new() { Kind = GcsFaultKind.StatusAfter, Code = code };

    public static GcsFault ResetWithin(int keptBytes) => new() { Kind = GcsFaultKind.ResetWithin, KeptBytes = keptBytes };

    /// <summary>Answers 200 with something else than what was wanted.</summary>
    public static GcsFault Answer(string body, string contentType) =>
        new() { Kind = GcsFaultKind.Page, Page = body, PageType = contentType };

    public static GcsFault Of(GcsFaultKind kind) => new() { Kind = kind };
}
