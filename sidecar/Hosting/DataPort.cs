using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Catalog;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Errors;
using K8sRouter.Sidecar.Forwarding;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Ingress;
using K8sRouter.Sidecar.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>The port that workloads call: inference, the API's GET routes, and a word to who looks at its root.</summary>
internal sealed class DataPort(
    IConfigurationSource configurations, InferenceHandler inference, CatalogHandlers catalog, KeyHandler keys,
    GenerationHandlers generations, CallsInFlight calls)
{
    private const string EndpointsSuffix = "/endpoints";
    private const string Reads = "GET, HEAD";

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
        if (context.Request.Path.Value is "/")
            return IsRead(context) ? GreetAsync(context) : RefuseMethodAsync(context, api: null, Reads);
        if (RequestRoute.Parse(context.Request.Path) is not { } route)
            return ApiErrorWriter.SendAsync(context, api: null, ApiErrors.UnknownRoute);
        if (route.Api is { } api)
        {
            return HttpMethods.IsPost(context.Request.Method)
                ? inference.HandleAsync(context, api)
                : RefuseMethodAsync(context, api, HttpMethods.Post);
        }
        if (Find(route.Resource) is not { } handle)
            return ApiErrorWriter.SendAsync(context, route.ErrorApi, ApiErrors.UnknownRoute);
        if (!IsRead(context))
            return RefuseMethodAsync(context, api: null, Reads);
        if (configurations.Current is not { } configuration)
            return ApiErrorWriter.SendAsync(context, api: null, ApiErrors.NoConfiguration);
        return Caller.Identify(context.Request, configuration.Config.ApiKeys) is { } caller
            ? handle(context, configuration, caller)
            : ApiErrorWriter.SendAsync(context, api: null,
                Caller.HasKey(context.Request) ? ApiErrors.InvalidKey : ApiErrors.MissingKey);
    }

    private static bool IsRead(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    /// <summary>Clients look here whether anything answers at their base URL.</summary>
    private static Task GreetAsync(HttpContext context) => JsonAnswer.SendAsync(
        context, StatusCodes.Status200OK,
        JsonAnswer.Render(AdminHandlers.ProgramVersion, static (json, version) =>
        {
            json.WriteStartObject();
            json.WriteString("name", "K8sRouter");
            json.WriteString("version", version);
            json.WriteEndObject();
        }));

    private static Task RefuseMethodAsync(HttpContext context, string? api, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        bool preflight = HttpMethods.IsOptions(context.Request.Method)
            && context.Request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);
        return ApiErrorWriter.SendAsync(context, api, preflight ? ApiErrors.CrossOriginNotOffered : ApiErrors.MethodNotAllowed);
    }

    private Func<HttpContext, ActiveConfiguration, Caller, Task>? Find(string resource) => resource switch
    {
        "models" or "models/user" => (context, configuration, _) => catalog.HandleModelsAsync(context, configuration),
        "models/count" => (context, configuration, _) => catalog.HandleModelCountAsync(context, configuration),
        "embeddings/models" => (context, configuration, _) => catalog.HandleEmbeddingModelsAsync(context, configuration),
        "endpoints/zdr" => (context, configuration, _) => catalog.HandleZeroRetentionEndpointsAsync(context, configuration),
        "providers" => (context, configuration, _) => catalog.HandleProvidersAsync(context, configuration),
        "key" => (context, configuration, caller) => keys.HandleAsync(context, configuration, caller.Key),
        "generation" => (context, _, caller) => generations.HandleAsync(context, caller.Key),
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
