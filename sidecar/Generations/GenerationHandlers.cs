using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Errors;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Generations;

/// <summary>The generation routes, over what this sidecar itself has served.</summary>
internal sealed class GenerationHandlers(GenerationIndex index, GenerationContentReader contents)
{
    /// <summary><c>GET generation?id=</c>: a key's own calls, and every call for an administrator's.</summary>
    public Task HandleAsync(HttpContext context, ApiKeyEntry? key)
    {
        var (record, problem) = Find(context.Request, key);
        return problem is not null
            ? ApiErrorWriter.SendAsync(context, api: null, problem)
            : JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(record!, GenerationWriter.Write));
    }

    /// <summary><c>GET generation/content?id=</c>: for an administrator's key alone, since it shows what others wrote.</summary>
    public async Task HandleContentAsync(HttpContext context, ActiveConfiguration configuration, ApiKeyEntry? key)
    {
        if (key is not { Administrator: true })
        {
            await ApiErrorWriter.SendAsync(context, api: null, Forbidden(configuration));
            return;
        }
        var (record, problem) = Find(context.Request, key);
        if (problem is not null)
        {
            await ApiErrorWriter.SendAsync(context, api: null, problem);
            return;
        }
        GenerationContent? content;
        try
        {
            content = record!.ZeroDataRetention
                ? Nothing(record)
                : await contents.ReadAsync(record, configuration.Config, context.RequestAborted);
        }
        catch (Exception fault) when (
            fault is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            await ApiErrorWriter.SendAsync(context, api: null, Unreadable(record!));
            return;
        }
        if (content is null)
        {
            await ApiErrorWriter.SendAsync(context, api: null, NotStored(record, configuration.Config));
            return;
        }
        await JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(content, GenerationWriter.WriteContent));
    }

    /// <summary>Another key's call is as unknown as none: ids tell nothing.</summary>
    private (GenerationRecord? Record, ApiError? Problem) Find(HttpRequest request, ApiKeyEntry? key)
    {
        string? id = request.Query["id"];
        if (string.IsNullOrEmpty(id))
            return (null, ApiErrors.InvalidRequest("id: Required: the id of a generation, as in the X-Generation-Id header"));
        return index.TryFind(id, out var record) && MaySee(key, record)
            ? (record, null)
            : (null, ApiErrors.NotFound($"Generation {id} not found"));
    }

    /// <summary>Without a key there are none in the workspace, and all callers on loopback are one.</summary>
    private static bool MaySee(ApiKeyEntry? key, GenerationRecord record) =>
        key is null or { Administrator: true } || record.ApiKeyHash == key.Hash;

    private static ApiError Forbidden(ActiveConfiguration configuration) => ApiErrors.PermissionDenied(
        configuration.Config.ApiKeys.Count > 0
            ? "Only management keys can perform this operation"
            : "Only management keys can perform this operation, and this workspace defines no keys: "
                + "read content through the operator, or in the workspace's store");

    private static ApiError Unreadable(GenerationRecord record) => ApiErrors.Of(
        500, $"Content of generation {record.Id} could not be read: the sidecar's own folder is damaged or can't be read");

    private static ApiError NotStored(GenerationRecord record, RouterConfig config) => ApiErrors.NotFound(
        $"Content of generation {record.Id} "
        + (record.ContentLogged
            ? "is not in this sidecar" + Elsewhere(record, config)
            : "was not stored: input and output logging did not apply to it")) with
    {
        Reason = "not_stored",
    };

    private static string Elsewhere(GenerationRecord record, RouterConfig config) =>
        (config.InputOutputLogging.Store ?? config.Store) is { } store
            ? $": it is kept in gs://{store.Bucket}, and the operator's command `logs show {record.Id}` reads it there"
            : ": its own folder doesn't hold it";

    /// <summary>Under zero retention there never was content: the shape with nothing in it.</summary>
    private static GenerationContent Nothing(GenerationRecord record) => new()
    {
        Input = record.Api is GenerationApis.Completions or GenerationApis.Embeddings
            ? new JsonObject { ["prompt"] = "" }
            : new JsonObject { ["messages"] = new JsonArray() },
    };
}
