using K8sRouter.Sidecar.Catalog;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Errors;
using K8sRouter.Sidecar.Forwarding;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Ingress;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>The port that workloads call: inference, and the API's GET routes.</summary>
internal sealed class DataPort(
    IConfigurationSource configurations, InferenceHandler inference, CatalogHandlers catalog, KeyHandler keys,
    GenerationHandlers generations, CallsInFlight calls)
{
    private const string EndpointsSuffix = "/endpoints";

    public async Task HandleAsync(HttpContext context)
    {
        calls.Began();
        try
        {
            await RouteAsync(context);
        }
        finally
        {
            calls.Ended();
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        if (RequestRoute.Parse(context.Request.Path) is not { } route)
            return ApiErrorWriter.SendAsync(context, api: null, ApiErrors.UnknownRoute);
        if (route.Api is { } api)
        {
            return HttpMethods.IsPost(context.Request.Method)
                ? inference.HandleAsync(context, api)
                : ApiErrorWriter.SendAsync(context, api, ApiErrors.MethodNotAllowed);
        }
        if (Find(route.Resource) is not { } handle)
            return ApiErrorWriter.SendAsync(context, api: null, ApiErrors.UnknownRoute);
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return ApiErrorWriter.SendAsync(context, api: null, ApiErrors.MethodNotAllowed);
        if (configurations.Current is not { } configuration)
            return ApiErrorWriter.SendAsync(context, api: null, ApiErrors.NoConfiguration);
        return Caller.Identify(context.Request, configuration.Config.ApiKeys) is { } caller
            ? handle(context, configuration, caller)
            : ApiErrorWriter.SendAsync(context, api: null,
                Caller.HasKey(context.Request) ? ApiErrors.InvalidKey : ApiErrors.MissingKey);
    }

    private Func<HttpContext, ActiveConfiguration, Caller, Task>? Find(string resource) => resource switch
    {
        "models" or "models/user" => (context, configuration, _) => catalog.HandleModelsAsync(context, configuration),
        "models/count" => (context, configuration, _) => catalog.HandleModelCountAsync(context, configuration),
        "embeddings/models" => (context, configuration, _) => catalog.HandleEmbeddingModelsAsync(context, configuration),
        "endpoints/zdr" => (context, configuration, _) => catalog.HandleZeroRetentionEndpointsAsync(context, configuration),
        "providers" => (context, configuration, _) => catalog.HandleProvidersAsync(context, configuration),
        "key" => (context, configuration, caller) => keys.HandleAsync(context, configuration, caller.Key),
        "generation" => (context, _, _) => generations.HandleAsync(context),
        "generation/content" =>
            (context, configuration, caller) => generations.HandleContentAsync(context, configuration, caller.Key),
        _ when Inside(resource, "models/", EndpointsSuffix) is { } model =>
            (context, configuration, _) => catalog.HandleEndpointsAsync(context, configuration, model),
        _ when Inside(resource, "model/", "") is { } model =>
            (context, configuration, _) => catalog.HandleModelAsync(context, configuration, model),
        _ => null,
    };

    private static string? Inside(string resource, string prefix, string suffix) =>
        resource.Length > prefix.Length + suffix.Length
        && resource.StartsWith(prefix, StringComparison.Ordinal)
        && resource.EndsWith(suffix, StringComparison.Ordinal)
            ? resource[prefix.Length..^suffix.Length]
            : null;
}
