using System.Text.Json;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Errors;

/// <summary>The parts of an error that are alike in every shape: <c>metadata</c> and <c>availability</c>.</summary>
internal static class ErrorMetadata
{
    /// <summary>Writes both as fields of the current object: <c>metadata</c> always, <c>availability</c> where known.</summary>
    public static void Write(Utf8JsonWriter json, ApiError error)
    {
        json.WriteStartObject("metadata");
        WriteRouting(json, error);
        WriteExcludedEndpoints(json, error);
        WriteProvider(json, error);
        if (error.Reason is not null)
            json.WriteString("reason", error.Reason);
        json.WriteString("error_type", error.ErrorType);
        json.WriteEndObject();
        if (error.Availability is not null)
            WriteAvailability(json, error.Availability, error.RetryAfterSeconds);
    }

    private static void WriteRouting(Utf8JsonWriter json, ApiError error)
    {
        if (error.FailedRoutingStep is null)
            return;
        json.WriteStartArray("routing_funnel");
        foreach (var step in error.RoutingFunnel)
        {
            json.WriteStartObject();
            json.WriteString("step", step.Step);
            json.WriteNumber("endpoint_count", step.EndpointCount);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("failed_routing_step", error.FailedRoutingStep);
        json.WriteNumber("input_endpoint_count", error.ExcludedEndpoints.Count);
        if (error.IneligibilityReasons.Count == 0)
            return;
        json.WriteStartArray("ineligibility_reasons");
        foreach (var reason in error.IneligibilityReasons)
        {
            json.WriteStartObject();
            json.WriteString("reason", reason.Reason);
            json.WriteNumber("endpoint_count", reason.EndpointCount);
            json.WriteString("policy", reason.Policy);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteExcludedEndpoints(Utf8JsonWriter json, ApiError error)
    {
        if (error.ExcludedEndpoints.Count == 0)
            return;
        json.WriteStartArray("excluded_endpoints");
        foreach (var endpoint in error.ExcludedEndpoints)
        {
            foreach (var reason in endpoint.Reasons)
            {
                json.WriteStartObject();
                json.WriteString("endpoint_id", endpoint.Id);
                json.WriteString("model", endpoint.Model);
                json.WriteString("provider", endpoint.Provider);
                json.WriteString("rule", reason.Rule);
                json.WriteString("policy", reason.Policy);
                json.WriteString("message", reason.Message);
                json.WriteEndObject();
            }
        }
        json.WriteEndArray();
    }

    private static void WriteProvider(Utf8JsonWriter json, ApiError error)
    {
        if (error.ProviderName is not null)
            json.WriteString("provider_name", error.ProviderName);
        if (error.ProviderCode is not null)
            json.WriteString("provider_code", error.ProviderCode);
        if (error.Raw is not null)
            json.WriteString("raw", error.Raw);
        if (error.PreviousErrors.Count == 0)
            return;
        json.WriteStartArray("previous_errors");
        foreach (var previous in error.PreviousErrors)
        {
            json.WriteStartObject();
            json.WriteString("provider", previous.Provider);
            json.WriteString("code", previous.Code);
            json.WriteNumberOrNull("status", (decimal?)previous.Status);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteAvailability(Utf8JsonWriter json, Availability availability, int? retryAfterSeconds)
    {
        json.WriteStartObject("availability");
        json.WriteString("code", availability.Code);
        json.WriteBoolean("retryable", AvailabilityCodes.IsRetryable(availability.Code));
        if (retryAfterSeconds is { } seconds)
            json.WriteNumber("retry_after", seconds);
        json.WriteStrings("requested_models", availability.RequestedModels);
        if (availability.AffectedProviders.Count > 0)
            json.WriteStrings("affected_providers", availability.AffectedProviders);
        if (availability.ExcludedBy.Count > 0)
            json.WriteStrings("excluded_by", availability.ExcludedBy);
        json.WriteEndObject();
    }
}
