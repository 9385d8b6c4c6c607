using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Catalog;

/// <summary>A model as <c>GET models</c> and its kin show it.</summary>
internal static class ModelJson
{
    /// <summary>Writes the fields of a model's object, its braces included.</summary>
    public static void Write(Utf8JsonWriter json, CatalogModel listed)
    {
        var model = listed.Model;
        json.WriteStartObject();
        json.WriteString("id", model.Name);
        json.WriteString("canonical_slug", model.CanonicalSlug);
        json.WriteString("name", model.DisplayName);
        json.WriteNumber("created", model.Created);
        json.WriteString("description", model.Description ?? "");
        json.WriteNumberOrNull("context_length", (decimal?)listed.ContextLength);
        json.WriteNull("hugging_face_id");
        json.WriteNull("knowledge_cutoff");
        json.WriteNull("expiration_date");
        WriteArchitecture(json, model);
        PricingJson.Write(json, listed.Top);
        json.WriteStartObject("top_provider");
        json.WriteNumberOrNull("context_length", (decimal?)listed.Top.ContextLength);
        json.WriteNumberOrNull("max_completion_tokens", (decimal?)listed.Top.MaxCompletionTokens);
        json.WriteBoolean("is_moderated", false);
        json.WriteEndObject();
        json.WriteNull("per_request_limits");
        json.WriteStrings("supported_parameters", listed.SupportedParameters);
        json.WriteNull("default_parameters");
        json.WriteNull("supported_voices");
        json.WriteStartObject("links");
        json.WriteString("details", $"/api/v1/models/{model.Name}/endpoints");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteArchitecture(Utf8JsonWriter json, ModelEntry model)
    {
        json.WriteStartObject("architecture");
        json.WriteString("modality", $"{string.Join('+', model.InputModalities)}->{string.Join('+', model.OutputModalities)}");
        json.WriteStrings("input_modalities", model.InputModalities);
        json.WriteStrings("output_modalities", model.OutputModalities);
        json.WriteString("tokenizer", "Other");
        json.WriteNull("instruct_type");
        json.WriteEndObject();
    }
}
