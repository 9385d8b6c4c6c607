using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Generations;

/// <summary>What a caller's headers say of the application; kept in the record, never sent to a provider.</summary>
internal readonly record struct CallerHeaders(string Origin, string? UserAgent, string? Title, string? Session)
{
    public static CallerHeaders Of(IHeaderDictionary headers) => new(
        // The API's header is really called that; browsers send the other.
        Text(headers["HTTP-Referer"]) ?? Text(headers.Referer) ?? "",
        Text(headers.UserAgent),
        Text(headers["X-OpenRouter-Title"]) ?? Text(headers["X-Title"]),
        Text(headers["x-session-id"]));

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
