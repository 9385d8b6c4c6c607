using System.Text.RegularExpressions;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>What is wrong with settings, each with what to do about it.</summary>
internal static partial class OptionProblems
{
    private const long LeastStoreBytes = 1 << 20;
    private const long LeastRequestBytes = 1 << 20;
    private const long LeastHeldAnswerBytes = 1 << 20;

    /// <summary>What is wrong with options that are each valid alone; null: nothing.</summary>
    public static string? Find(SidecarOptions options)
    {
        if (options.ConfigDirectory.Length == 0)
            return "--config is required: the folder that the operator writes (or K8SROUTER_CONFIG). See --help.";
        if (options.ConfigKey is { } keys && ConfigKeys.TryParse(keys) is null)
        {
            return "--config-key: must be public keys on the curve P-256, each in base64 as the operator states them, separated "
                + "by commas.";
        }
        if (options.JournalSync is not ("interval" or "group" or "none"))
            return $"--journal-sync: '{options.JournalSync}' is none of interval, group and none.";
        if (options.JournalShed is not ("traces" or "nothing"))
            return $"--journal-shed: '{options.JournalShed}' is neither traces nor nothing.";
        if (SpoolVolume.JournalBytes(options) is var room and < SpoolVolume.LeastJournalBytes)
        {
            return $"--volume-limit: {options.VolumeLimit} bytes leave the journal {Math.Max(0, room)} of 80 % of them, and it "
                + $"needs {SpoolVolume.LeastJournalBytes}: give the volume more (500Mi is usual) and say so here.";
        }
        if (options.StreamIdleTimeout >= options.HeadersTimeout)
            return "--stream-idle-timeout must be shorter than --headers-timeout.";
        if ((AddressProblem("listen", options.Listen) ?? AddressProblem("admin-listen", options.AdminListen)) is { } address)
            return address;
        if (options.CaBundle is { } bundle && !File.Exists(bundle))
            return $"--ca-bundle: the file '{bundle}' doesn't exist.";
        if (LogLevels.Find(options.LogLevel) is null)
            return $"--log-level: '{options.LogLevel}' is none of {LogLevels.Names}.";
        if (options.StoreLimit is < LeastStoreBytes)
        {
            return $"--store-limit: {options.StoreLimit} bytes are too few for a store, which needs {LeastStoreBytes}: give its "
                + "volume more, or leave this out where nothing bounds it.";
        }
        if (options.RequestTotalBytes is { } total && total < LeastRequestBytes)
        {
            return $"--request-total-bytes: {total} bytes are too few, {LeastRequestBytes} is the least: prompts of all running "
                + "calls share them.";
        }
        if (options.HeldAnswerTotalBytes is { } held && held < LeastHeldAnswerBytes)
        {
            return $"--held-answer-total-bytes: {held} bytes are too few, {LeastHeldAnswerBytes} is the least: ordinary answers "
                + "would pass unchecked.";
        }
        return PodProblem(options);
    }

    public static string? AddressProblem(string name, string value) => ListenAddress.IsValid(value)
        ? null
        : $"--{name}: '{value}' is no IP address: write one, or {ListenAddress.Any} for all of the machine.";

    /// <summary>Every record has these, so nothing but names gets there.</summary>
    private static string? PodProblem(SidecarOptions options)
    {
        (string Flag, string? Value)[] names =
        [
            ("pod-name", options.PodName), ("pod-namespace", options.PodNamespace), ("service-account", options.ServiceAccount),
        ];
        foreach (var (flag, value) in names)
        {
            if (value is not null && !ObjectName().IsMatch(value))
                return $"--{flag}: '{value}' is no name of a Kubernetes object: set it by the downward API, or leave it out.";
        }
        return options.Workload is { } workload && !WorkloadName().IsMatch(workload)
            ? $"--workload: '{workload}' is none: write its kind and name, such as Deployment/web, or leave it out."
            : null;
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\z")]
    private static partial Regex ObjectName();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]{0,62}/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\z")]
    private static partial Regex WorkloadName();
}
