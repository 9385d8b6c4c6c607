using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// What of a record says who called: all that <c>include.identity</c> decides on, under whichever name a format has for it. Not
/// among it: the session, which only groups calls, the workspace's id, and the caller's own keys of <c>trace</c>, which
/// <c>include.metadataKeys</c> decides on.
/// </summary>
internal static class IdentityFields
{
    /// <summary>The record without them.</summary>
    public static GenerationRecord Without(GenerationRecord record) => record with
    {
        ExternalUser = null,
        ApiKeyName = null,
        ApiKeyHash = null,
        AppTitle = null,
        Origin = "",
        UserAgent = null,
        Pod = null,
        ServiceAccount = null,
        Workload = null,
    };

    /// <summary>
    /// Adds those that have no attribute among the common ones, and the common ones under the group's own names.
    /// </summary>
    public static void Add(AttributeWriter attributes, GenerationRecord record)
    {
        attributes.Add(TraceNames.OptIn + "external_user", record.ExternalUser);
        attributes.Add(TraceNames.OptIn + "app.title", record.AppTitle);
        attributes.Add(TraceNames.OptIn + "api_key_name", record.ApiKeyName);
        attributes.Add(TraceNames.OptIn + "api_key_hash", record.ApiKeyHash);
        attributes.Add(TraceNames.OptIn + "origin", record.Origin.Length == 0 ? null : record.Origin);
        attributes.Add(TraceNames.OptIn + "user_agent", record.UserAgent);
        attributes.Add(TraceNames.OptIn + "request_id", record.RequestId);
        attributes.Add(TraceNames.OptIn + "workspace", record.Workspace);
        attributes.Add(TraceNames.OptIn + "pod", record.Pod);
        attributes.Add(TraceNames.OptIn + "service_account", record.ServiceAccount);
        attributes.Add(TraceNames.OptIn + "workload", record.Workload);
    }
}
