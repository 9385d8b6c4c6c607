using System.Globalization;
using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Injection;

/// <summary>
/// All of a sidecar's settings. As variables and not as flags: an older sidecar passes over a variable that it doesn't know, and
/// ends at a flag.
/// </summary>
internal static class SidecarEnvironment
{
    /// <summary>Name of the variable with the data port.</summary>
    public const string Port = "K8SROUTER_PORT";

    private const string SpoolMount = SidecarContainer.SpoolMount;

    /// <summary>The journal's part of the volume, as a divisor.</summary>
    private const int JournalShare = 2;

    /// <summary>The part of what is kept where no bucket is named, as a divisor.</summary>
    private const int StoreShare = 4;

    public static JsonArray Of(
        JsonObject pod, SidecarWishes wishes, InjectionSettings settings, NamespaceFacts @namespace, string mode)
    {
        var spool = (long)decimal.Ceiling(Quantity.Of(wishes.SpoolSize));
        var variables = new JsonArray
        {
            Value("K8SROUTER_CONFIG", SidecarContainer.ConfigMount),
            Value("K8SROUTER_LISTEN", "127.0.0.1"),
            Value(Port, Text(wishes.Port)),
            Value("K8SROUTER_ADMIN_LISTEN", "any"),
            Value("K8SROUTER_ADMIN_PORT", Text(wishes.AdminPort)),
            Value("K8SROUTER_JOURNAL_DIR", $"{SpoolMount}/journal"),
            Value("K8SROUTER_STORE_DIR", $"{SpoolMount}/store"),
            Value("K8SROUTER_VOLUME_LIMIT", Text(spool / JournalShare)),
            Value("K8SROUTER_STORE_LIMIT", Text(spool / StoreShare)),
            Value("K8SROUTER_SHUTDOWN_GRACE", WishReader.Format(wishes.DrainTime)),
        };
        // Never by the mounted volume, which members of the namespace may write.
        if (settings.ConfigKey is { } key)
            variables.Add(Value("K8SROUTER_CONFIG_KEY", key));
        if (settings.ConfigKey is not null && @namespace.Uid is { } uid)
            variables.Add(Value("K8SROUTER_NAMESPACE_UID", uid));
        // A classic sidecar is told to end together with the containers that still call it.
        if (mode == SidecarModes.Classic)
            variables.Add(Value("K8SROUTER_DRAIN_IDLE", "5s"));
        if (wishes.LogLevel is { } level)
            variables.Add(Value("K8SROUTER_LOG_LEVEL", level));
        variables.Add(Field("K8SROUTER_POD_NAME", "metadata.name"));
        variables.Add(Field("K8SROUTER_POD_NAMESPACE", "metadata.namespace"));
        variables.Add(Field("K8SROUTER_SERVICE_ACCOUNT", "spec.serviceAccountName"));
        if (WorkloadName.Of(pod) is { } workload)
            variables.Add(Value("K8SROUTER_WORKLOAD", workload));
        return variables;
    }

    private static JsonObject Value(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonObject Field(string name, string path) => new()
    {
        ["name"] = name,
        ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = path } },
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
