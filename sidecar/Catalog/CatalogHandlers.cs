using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Errors;
using K8sRouter.Sidecar.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace K8sRouter.Sidecar.Catalog;

/// <summary>The GET routes that tell callers what this workspace may use.</summary>
internal sealed class CatalogHandlers(TimeProvider clock, IEndpointStatistics? statistics = null)
{
    private readonly CatalogCache _cache = new();

    /// <summary><c>GET models</c> and <c>GET models/user</c>.</summary>
    public Task HandleModelsAsync(HttpContext context, ActiveConfiguration configuration)
    {
        var now = clock.GetUtcNow();
        if (!context.Request.QueryString.HasValue)
            return JsonAnswer.SendAsync(context, 200, _cache.Models(configuration, now));

        var (query, problem) = ModelQuery.Parse(context.Request.Query);
        if (query is null)
            return ApiErrorWriter.SendAsync(context, api: null, ApiErrors.InvalidRequest(problem!));
        return SendModelsAsync(context, query, configuration, now);
    }

    /// <summary><c>GET embeddings/models</c>: models whose output is embeddings.</summary>
    public Task HandleEmbeddingModelsAsync(HttpContext context, ActiveConfiguration configuration)
    {
        var (query, problem) = ModelQuery.Parse(context.Request.Query);
        if (query is null)
            return ApiErrorWriter.SendAsync(context, api: null, ApiErrors.InvalidRequest(problem!));
        return SendModelsAsync(context, query with { OutputModalities = ["embeddings"] }, configuration, clock.GetUtcNow());
    }

    /// <summary><c>GET models/count</c>, with the filters of <c>GET models</c>.</summary>
    public Task HandleModelCountAsync(HttpContext context, ActiveConfiguration configuration)
    {
        var (query, problem) = ModelQuery.Parse(context.Request.Query);
        if (query is null)
            return ApiErrorWriter.SendAsync(context, api: null, ApiErrors.InvalidRequest(problem!));
        var now = clock.GetUtcNow();
        int count = new CatalogView(configuration, now).Models().Count(m => query.Matches(m, now));
        return JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(count, CatalogWriter.WriteCount));
    }

    /// <summary><c>GET model/{author}/{slug}</c>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="configuration">What is in force.</param>
    /// <param name="name"><c>author/slug</c> as it stands in the path, percent-encoded or not.</param>
    public Task HandleModelAsync(HttpContext context, ActiveConfiguration configuration, string name)
    {
        string model = Uri.UnescapeDataString(name);
        var endpoints = new CatalogView(configuration, clock.GetUtcNow()).EndpointsOf(model);
        if (endpoints.Length == 0 || !configuration.Models.TryGetValue(model, out var entry))
            return SendUnknownModelAsync(context, model);
        var listed = new CatalogModel(entry, endpoints);
        return JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(listed, CatalogWriter.WriteModel));
    }

    /// <summary><c>GET models/{author}/{slug}/endpoints</c>: 404 for an unknown model, none for an excluded one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="configuration">What is in force.</param>
    /// <param name="name"><c>author/slug</c> as it stands in the path, percent-encoded or not.</param>
    public Task HandleEndpointsAsync(HttpContext context, ActiveConfiguration configuration, string name)
    {
        string model = Uri.UnescapeDataString(name);
        if (!configuration.Models.TryGetValue(model, out var entry))
            return SendUnknownModelAsync(context, model);
        var view = new CatalogView(configuration, clock.GetUtcNow());
        return JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(
            (view, entry, statistics), static (json, s) => CatalogWriter.WriteEndpoints(json, s.view, s.entry, s.statistics)));
    }

    /// <summary><c>GET endpoints/zdr</c>.</summary>
    public Task HandleZeroRetentionEndpointsAsync(HttpContext context, ActiveConfiguration configuration)
    {
        var view = new CatalogView(configuration, clock.GetUtcNow());
        return JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(
            (view, statistics), static (json, s) => CatalogWriter.WriteZeroRetentionEndpoints(json, s.view, s.statistics)));
    }

    /// <summary><c>GET providers</c>.</summary>
    public Task HandleProvidersAsync(HttpContext context, ActiveConfiguration configuration) =>
        JsonAnswer.SendAsync(context, 200, _cache.Providers(configuration, clock.GetUtcNow()));

    private static Task SendModelsAsync(
        HttpContext context, ModelQuery query, ActiveConfiguration configuration, DateTimeOffset now)
    {
        var models = query.Order(new CatalogView(configuration, now).Models().Where(m => query.Matches(m, now))).ToArray();
        if (!query.IsPaged)
            return Send(models, next: null);
        var page = models.Skip(query.PageStart).Take(query.PageSize).ToArray();
        // In 64 bits: an offset near the end of the range must not wrap around.
        long end = (long)query.PageStart + page.Length;
        return Send(page, page.Length > 0 && end < models.Length ? NextPage(context.Request, query, end) : null);

        Task Send(CatalogModel[] part, string? next) => JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(
            (part, models.Length, next), static (json, s) => CatalogWriter.WriteModels(json, s.part, s.Length, s.next)));
    }

    /// <summary>The same query at the next offset, relative to the host that the caller knows.</summary>
    private static string NextPage(HttpRequest request, ModelQuery query, long offset)
    {
        var parameters = QueryHelpers.ParseQuery(request.QueryString.Value);
        parameters["offset"] = offset.ToString(System.Globalization.CultureInfo.InvariantCulture);
        parameters["limit"] = query.PageSize.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return QueryHelpers.AddQueryString(request.Path, parameters);
    }

    private static Task SendUnknownModelAsync(HttpContext context, string model) =>
        ApiErrorWriter.SendAsync(context, api: null, ApiErrors.NotFound($"Model {model} not found"));
}
