using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Errors;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Generations;

/// <summary>The generation routes, over what this sidecar itself has served.</summary>
internal sealed class GenerationHandlers(GenerationIndex index, IGenerationContentReader? contentReader = null)
{
    /// <summary><c>GET generation?id=</c>.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var (record, problem) = Find(context.Request);
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
        var (record, problem) = Find(context.Request);
        if (problem is not null)
        {
            await ApiErrorWriter.SendAsync(context, api: null, problem);
            return;
        }
        var content = record!.ZeroDataRetention ? Nothing(record) : await ReadAsync(record, context.RequestAborted);
        if (content is null)
        {
            await ApiErrorWriter.SendAsync(context, api: null, NotStored(record));
            return;
        }
        await JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(content, GenerationWriter.WriteContent));
    }

    private (GenerationRecord? Record, ApiError? Problem) Find(HttpRequest request)
    {
        string? id = request.Query["id"];
        if (string.IsNullOrEmpty(id))
            return (null, ApiErrors.InvalidRequest("id: Required: the id of a generation, as in the X-Generation-Id header"));
        return index.TryFind(id, out var record) ? (record, null) : (null, ApiErrors.NotFound($"Generation {id} not found"));
    }

    private async ValueTask<GenerationContent?> ReadAsync(GenerationRecord record, CancellationToken cancellationToken) =>
        contentReader is not null && record.ContentLogged ? await contentReader.ReadAsync(record, cancellationToken) : null;

    private static ApiError Forbidden(ActiveConfiguration configuration) => ApiErrors.PermissionDenied(
        configuration.Config.ApiKeys.Count > 0
            ? "Only management keys can perform this operation"
            : "Only management keys can perform this operation, and this workspace defines no keys: "
                + "read content through the operator, or in the workspace's store");

    private static ApiError NotStored(GenerationRecord record) => ApiErrors.NotFound(
        record.ContentLogged
            ? $"Content of generation {record.Id} is not in this sidecar: read it through the operator or in its store"
            : $"Content of generation {record.Id} was not stored: input and output logging did not apply to it") with
    {
        Reason = "not_stored",
    };

    /// <summary>Under zero retention there never was content: the shape with nothing in it.</summary>
    private static GenerationContent Nothing(GenerationRecord record) => new()
    {
        Input = record.Api is GenerationApis.Completions or GenerationApis.Embeddings
            ? new JsonObject { ["prompt"] = "" }
            : new JsonObject { ["messages"] = new JsonArray() },
    };
}
