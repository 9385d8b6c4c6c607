using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Admin;

/// <summary>JSON bodies of the admin port.</summary>
internal static class AdminWriter
{
    /// <summary><c>/readyz</c>: ready, or why not.</summary>
    public static void WriteReadiness(Utf8JsonWriter json, string? obstacle)
    {
        json.WriteStartObject();
        json.WriteBoolean("ready", obstacle is null);
        if (obstacle is not null)
            json.WriteString("reason", obstacle);
        json.WriteEndObject();
    }

    /// <summary><c>/revision</c>: what is in force, what was refused, and which program this is.</summary>
    public static void WriteRevision(
        Utf8JsonWriter json, ActiveConfiguration? configuration, ConfigurationRefusal? refusal, string programVersion)
    {
        json.WriteStartObject();
        json.WriteString("revision", configuration?.Revision);
        json.WritePropertyName("schemaVersion");
        if (configuration is null)
            json.WriteNullValue();
        else
            json.WriteNumberValue(configuration.Config.SchemaVersion);
        json.WriteNumber("supportedSchemaVersion", RouterConfig.CurrentSchemaVersion);
        json.WriteString("workspace", configuration?.Config.Workspace.Name);
        json.WritePropertyName("loadedAt");
        if (configuration is null)
            json.WriteNullValue();
        else
            json.WriteStringValue(configuration.LoadedAt);
        json.WritePropertyName("counter");
        if (configuration?.Counter is { } counter)
            json.WriteNumberValue(counter);
        else
            json.WriteNullValue();
        json.WritePropertyName("lastRefusal");
        if (refusal is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteStartObject();
            json.WriteString("at", refusal.At);
            json.WriteString("reason", refusal.Reason);
            json.WriteString("code", refusal.Code);
            json.WriteEndObject();
        }
        json.WriteString("version", programVersion);
        json.WriteEndObject();
    }

    /// <summary><c>/quit</c>: the process ends.</summary>
    public static void WriteQuit(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("quitting", true);
        json.WriteEndObject();
    }

    /// <summary>Why something was refused.</summary>
    public static void WriteRefusal(Utf8JsonWriter json, string reason)
    {
        json.WriteStartObject();
        json.WriteString("reason", reason);
        json.WriteEndObject();
    }

    /// <summary><c>/status</c>: one field per section, in order.</summary>
    public static void WriteStatus(Utf8JsonWriter json, IEnumerable<StatusSection> sections)
    {
        json.WriteStartObject();
        foreach (var section in sections)
        {
            json.WritePropertyName(section.Name);
            section.WriteValue(json);
        }
        json.WriteEndObject();
    }
}
