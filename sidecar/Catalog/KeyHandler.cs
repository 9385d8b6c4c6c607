using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Catalog;

/// <summary><c>GET key</c>: what the caller's key may do and has spent.</summary>
internal sealed class KeyHandler(KeyUsage usage)
{
    /// <summary>Answers for <paramref name="key"/>; null where the workspace defines none.</summary>
    public Task HandleAsync(HttpContext context, ActiveConfiguration configuration, ApiKeyEntry? key) =>
        JsonAnswer.SendAsync(context, 200, JsonAnswer.Render(
            (configuration.Config.Workspace, Key: key, Spend: usage.Of(key?.Hash)),
            static (json, s) => Write(json, s.Workspace, s.Key, s.Spend)));

    public static void Write(Utf8JsonWriter json, WorkspaceIdentity workspace, ApiKeyEntry? key, KeySpend spend)
    {
        json.WriteStartObject();
        json.WriteStartObject("data");
        json.WriteString("label", key?.Name ?? $"{workspace.Name} (no key defined)");
        WriteSpend(json, "usage", spend.Credits);
        WriteSpend(json, "byok_usage", spend.Byok);
        json.WriteNull("limit");
        json.WriteNull("limit_remaining");
        json.WriteNull("limit_reset");
        json.WriteBoolean("include_byok_in_limit", false);
        json.WriteBoolean("is_free_tier", false);
        json.WriteBoolean("is_management_key", key?.Administrator ?? false);
        json.WriteBoolean("is_provisioning_key", key?.Administrator ?? false);
        json.WriteNull("creator_user_id");
        json.WriteNull("organization_id");
        json.WriteNull("expires_at");
        json.WriteString("workspace_id", workspace.Id);
        json.WriteStrings("allowed_data_regions", [workspace.Region]);
        // The router sets no limits of its own: -1 is the API's word for none.
        json.WriteStartObject("free_model_daily_requests");
        json.WriteNumber("limit", -1);
        json.WriteNumber("remaining", -1);
        json.WriteNumber("used", 0);
        json.WriteEndObject();
        json.WriteStartObject("rate_limit");
        json.WriteNumber("requests", -1);
        json.WriteString("interval", "10s");
        json.WriteString("note", "Not used: the router sets no rate limit.");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSpend(Utf8JsonWriter json, string name, Spend spend)
    {
        json.WriteNumber(name, spend.Total);
        json.WriteNumber(name + "_daily", spend.Day);
        json.WriteNumber(name + "_weekly", spend.Week);
        json.WriteNumber(name + "_monthly", spend.Month);
    }
}
