using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Generations;

/// <summary>What a caller's headers say of the application; kept in the record, never sent to a provider.</summary>
internal readonly record struct CallerHeaders(string Origin, string? UserAgent, string? Title, string? Session)
{
    private const int MaxLength = 512;

    public static CallerHeaders Of(IHeaderDictionary headers) => new(
        // The API's header is really called that; browsers send the other.
        Cut(headers["HTTP-Referer"]) ?? Cut(headers.Referer) ?? "",
        Cut(headers.UserAgent),
        Cut(headers["X-OpenRouter-Title"]) ?? Cut(headers["X-Title"]),
        Cut(headers["x-session-id"]));

    private static string? Cut(string? value) =>
        string.IsNullOrEmpty(value) ? null : value.Length > MaxLength ? value[..MaxLength] : value;
}
