using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Routing;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// Checks the fields that the router owns and turns them into a <see cref="RouteQuery"/>; all others are the provider's business.
/// </summary>
internal static class RequestReader
{
    private const int MaxModels = 16;
    private const int MaxFallbacks = 3;
    private const int MaxIdentifierLength = RecordBounds.MaxIdentifierCharacters;

    /// <summary>The query; null: <paramref name="problem"/> says what is wrong, by field.</summary>
    public static RouteQuery? Read(ScannedRequest request, string api, out string? problem)
    {
        problem = RequiredField(request, api) ?? KindProblem(request) ?? UserProblem(request, api);
        if (problem is not null)
            return null;
        if (Models(request, api, out problem) is not { } models)
            return null;
        if (ProviderPreferencesParser.Parse(request.Value(RequestField.Provider), out problem) is not { } preferences)
            return null;
        return new RouteQuery
        {
            Api = api,
            Models = models,
            Preferences = WithLegacyRoute(request, preferences),
            Parameters = request.Parameters,
        };
    }

    /// <summary>A caller's identifier; null: absent.</summary>
    public static string? Identifier(ScannedRequest request, RequestField field) =>
        request.Text(field) is { Length: > 0 } text ? text : null;

    /// <summary>
    /// Whom the caller calls for: <c>user</c>, <c>safety_identifier</c>, or Anthropic's <c>metadata.user_id</c>; null: nobody
    /// named.
    /// </summary>
    public static string? EndUser(ScannedRequest request, string api) =>
        Identifier(request, RequestField.User)
        ?? Identifier(request, RequestField.SafetyIdentifier)
        ?? (api == GenerationApis.Messages ? AnthropicUser(request.Value(RequestField.Metadata)) : null);

    private static string? AnthropicUser(ReadOnlyMemory<byte> metadata)
    {
        if (metadata.IsEmpty || metadata.Span[0] != '{')
            return null;
        using var document = JsonDocument.Parse(metadata);
        return document.RootElement.TryGetProperty("user_id", out var user) && user.ValueKind == JsonValueKind.String
            && user.GetString() is { Length: > 0 } id
            ? id
            : null;
    }

    private static string? RequiredField(ScannedRequest request, string api)
    {
        var (field, name) = api switch
        {
            GenerationApis.Chat or GenerationApis.Messages => (RequestField.Messages, "messages"),
            GenerationApis.Completions => (RequestField.Prompt, "prompt"),
            _ => (RequestField.Input, "input"),
        };
        if (request.Value(field).IsEmpty)
            return $"{name}: Required";
        return field == RequestField.Messages && request.Value(field).Span[0] != '['
            ? $"{name}: Invalid input: expected array"
            : null;
    }

    private static string? KindProblem(ScannedRequest request)
    {
        if (request.Value(RequestField.Stream) is { IsEmpty: false } stream && stream.Span[0] is not ((byte)'t' or (byte)'f'))
            return "stream: Invalid input: expected boolean";
        if (!request.Value(RequestField.Preset).IsEmpty)
            return "preset: presets are not available on this router";
        return LengthProblem(request, RequestField.User, "user")
            ?? LengthProblem(request, RequestField.SafetyIdentifier, "safety_identifier")
            ?? LengthProblem(request, RequestField.SessionId, "session_id");
    }

    private static string? UserProblem(ScannedRequest request, string api) =>
        api == GenerationApis.Messages
            && AnthropicUser(request.Value(RequestField.Metadata)) is { Length: > MaxIdentifierLength }
            ? TooLong("metadata.user_id")
            : null;

    private static string? LengthProblem(ScannedRequest request, RequestField field, string name)
    {
        var value = request.Value(field);
        if (value.IsEmpty)
            return null;
        if (request.Text(field) is not { } text)
            return $"{name}: Invalid input: expected string";
        return text.Length > MaxIdentifierLength ? TooLong(name) : null;
    }

    private static string TooLong(string name) =>
        $"{name}: Too big: expected string to have at most {MaxIdentifierLength} characters";

    private static List<RequestedModel>? Models(ScannedRequest request, string api, out string? problem)
    {
        problem = null;
        var models = new List<RequestedModel>(2);
        var model = request.Value(RequestField.Model);
        if (!model.IsEmpty)
        {
            if (request.Text(RequestField.Model) is not { Length: > 0 } name)
            {
                problem = "model: Invalid input: expected string";
                return null;
            }
            models.Add(RequestedModel.Parse(name));
        }
        var list = request.Value(RequestField.Models);
        var fallbacks = api == GenerationApis.Messages ? request.Value(RequestField.Fallbacks) : default;
        if (!list.IsEmpty && !fallbacks.IsEmpty)
            problem = "fallbacks: Invalid input: give either models or fallbacks";
        else if (!list.IsEmpty)
            problem = AddModels(models, list);
        else if (!fallbacks.IsEmpty)
            problem = AddFallbacks(models, fallbacks);
        if (problem is null && models.Count == 0)
            problem = "model: Required";
        if (problem is null && models.Count > MaxModels)
            problem = $"models: Too big: expected at most {MaxModels} models";
        return problem is null ? models : null;
    }

    private static string? AddModels(List<RequestedModel> models, ReadOnlyMemory<byte> list)
    {
        using var document = JsonDocument.Parse(list);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            return "models: Invalid input: expected array";
        int index = 0;
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (TextOf(item) is not { Length: > 0 } name)
                return $"models.{index}: Invalid input: expected string";
            if (!models.Exists(m => m.Requested == name))
                models.Add(RequestedModel.Parse(name));
            index++;
        }
        return null;
    }

    private static string? AddFallbacks(List<RequestedModel> models, ReadOnlyMemory<byte> list)
    {
        using var document = JsonDocument.Parse(list);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            return "fallbacks: Invalid input: expected array";
        if (document.RootElement.GetArrayLength() > MaxFallbacks)
            return $"fallbacks: Too big: expected at most {MaxFallbacks} fallbacks";
        int index = 0;
        foreach (var item in document.RootElement.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object
                || !item.TryGetProperty("model", out var model)
                || TextOf(model) is not { Length: > 0 } name)
                return $"fallbacks.{index}.model: Invalid input: expected string";
            models.Add(RequestedModel.Parse(name));
            index++;
        }
        return null;
    }

    /// <summary>Null: not a string, or one with half of a surrogate pair.</summary>
    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The old <c>route: sort</c> means one list over all models.</summary>
    private static ProviderPreferences WithLegacyRoute(ScannedRequest request, ProviderPreferences preferences) =>
        request.Text(RequestField.Route) == "sort" ? preferences with { SortAcrossModels = true } : preferences;
}
