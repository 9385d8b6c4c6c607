using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Catalog;

/// <summary>Bodies of the catalogue's routes. Pure: the same view gives the same bytes.</summary>
internal static class CatalogWriter
{
    /// <summary><c>GET models</c>: one page, or everything where <paramref name="next"/> is null.</summary>
    public static void WriteModels(Utf8JsonWriter json, IReadOnlyCollection<CatalogModel> page, int totalCount, string? next)
    {
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var model in page)
            ModelJson.Write(json, model);
        json.WriteEndArray();
        json.WriteStartObject("links");
        json.WriteString("next", next);
        json.WriteEndObject();
        json.WriteNumber("total_count", totalCount);
        json.WriteEndObject();
    }

    /// <summary><c>GET models/count</c>.</summary>
    public static void WriteCount(Utf8JsonWriter json, int count)
    {
        json.WriteStartObject();
        json.WriteStartObject("data");
        json.WriteNumber("count", count);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary><c>GET model/{author}/{slug}</c>.</summary>
    public static void WriteModel(Utf8JsonWriter json, CatalogModel model)
    {
        json.WriteStartObject();
        json.WritePropertyName("data");
        ModelJson.Write(json, model);
        json.WriteEndObject();
    }

    /// <summary><c>GET models/{author}/{slug}/endpoints</c>; a model that is wholly excluded has none.</summary>
    public static void WriteEndpoints(Utf8JsonWriter json, CatalogView view, ModelEntry model, IEndpointStatistics? statistics)
    {
        json.WriteStartObject();
        json.WriteStartObject("data");
        json.WriteString("id", model.Name);
        json.WriteString("name", model.DisplayName);
        json.WriteNumber("created", model.Created);
        json.WriteString("description", model.Description ?? "");
        ModelJson.WriteArchitecture(json, model);
        json.WriteStartArray("endpoints");
        foreach (var endpoint in view.EndpointsOf(model.Name))
            EndpointJson.Write(json, view.Configuration, endpoint, statistics);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary><c>GET endpoints/zdr</c>: allowed endpoints that keep nothing.</summary>
    public static void WriteZeroRetentionEndpoints(Utf8JsonWriter json, CatalogView view, IEndpointStatistics? statistics)
    {
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var endpoint in view.Configuration.Config.Endpoints)
        {
            if (EndpointFacts.IsAllowed(endpoint, view.Now) && EndpointFacts.IsZeroRetention(endpoint, view.Now))
                EndpointJson.Write(json, view.Configuration, endpoint, statistics);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary><c>GET providers</c>.</summary>
    public static void WriteProviders(Utf8JsonWriter json, CatalogView view)
    {
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var provider in view.Providers())
        {
            json.WriteStartObject();
            json.WriteString("name", provider.DisplayName);
            json.WriteString("slug", provider.Slug);
            json.WriteString("privacy_policy_url", provider.PrivacyPolicyUrl);
            json.WriteString("terms_of_service_url", provider.TermsOfServiceUrl);
            json.WriteString("status_page_url", provider.StatusPageUrl);
            json.WriteString("headquarters", provider.Headquarters);
            if (provider.Datacenters.Count > 0)
                json.WriteStrings("datacenters", provider.Datacenters);
            else
                json.WriteNull("datacenters");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
