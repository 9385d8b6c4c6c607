using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using K8sRouter.Core.CommandLine;
using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>
/// The command line. Every flag is also an environment variable: <c>--journal-dir</c> is <c>K8SROUTER_JOURNAL_DIR</c>.
/// </summary>
internal static class SidecarCommand
{
    private const int UsageError = 2;

    /// <param name="run">What to do with valid options; returns the exit code.</param>
    /// <param name="environment">Reads the environment variables that aren't flags; null: the process's.</param>
    public static RootCommand Create(
        Func<SidecarOptions, CancellationToken, Task<int>> run, Func<string, string?>? environment = null)
    {
        var defaults = new SidecarOptions { ConfigDirectory = "" };
        var config = Text("config", "Folder that the configuration is mounted in (the operator writes it).", null);
        var configInterval = Seconds("config-interval", "Time between two looks at that folder.", defaults.ConfigInterval);
        var listen = Text(
            "listen", "Address of the data port. Anything but loopback needs API keys in the configuration.", defaults.Listen);
        var port = Number("port", "Port that workloads call; 0 picks a free one.", defaults.Port, 0, 65535);
        var adminListen = Text("admin-listen",
            "Address of the admin port: /healthz, /readyz, /metrics, /revision, /status, /events.", defaults.AdminListen);
        var adminPort = Number("admin-port", "Admin port; 0 picks a free one.", defaults.AdminPort, 0, 65535);
        var journal = Text("journal-dir", "Folder of the journal. One process at a time; keep it over restarts of the container.",
            defaults.JournalDirectory);
        var sync = Text("journal-sync",
            "When the journal is forced to the disk: interval, group (before every answer's end) or none.", defaults.JournalSync);
        sync.AcceptOnlyFromAmong("interval", "group", "none");
        var syncInterval = Seconds(
            "journal-sync-interval", "With --journal-sync interval: longest time until a write is on the disk.",
            defaults.JournalSyncInterval);
        var journalBytes = Number("journal-max-bytes", "Bound of the journal; at most 80 % of its volume.",
            defaults.JournalMaxBytes, 1 << 20, long.MaxValue);
        var shed = Text("journal-shed",
            "What may go undelivered when the journal is full: traces (the oldest that only destinations wait for) or nothing.",
            defaults.JournalShed);
        shed.AcceptOnlyFromAmong("traces", "nothing");
        var volumeLimit = Size("volume-limit",
            "Limit of the journal's volume: the journal and what waits beside it stay under 80 % of it. A --store-dir on it "
            + "isn't counted and grows until the retention ends: give it a volume of its own.");
        var store = Text("store-dir", "Folder for records and logged content, in clear, where no bucket is configured.",
            defaults.StoreDirectory);
        var segmentAge = Seconds(
            "segment-age", "Records and content are written to the store at this age, or sooner.", defaults.SegmentAge);
        var segmentBytes = Number("segment-bytes", "Records and content are written to the store at this size.",
            defaults.SegmentBytes, 1 << 10, 1 << 30);
        var traceAge = Seconds(
            "trace-max-age", "Traces that their destination didn't take for this long are dropped, and counted.",
            defaults.TraceMaxAge);
        var requestBytes = Number("max-request-bytes", "Largest request body; beyond it the caller gets 413.",
            defaults.MaxRequestBytes, 1 << 10, 1 << 30);
        var heldBytes = Number("max-held-answer-bytes", "Largest whole answer that is checked and rewritten before it is sent.",
            defaults.MaxHeldAnswerBytes, 1 << 10, 1 << 30);
        var captureBytes = Number("capture-bytes",
            "Captured bytes of one request and of one answer; beyond it the copy is cut, never the traffic.",
            defaults.CaptureBytes, 0, 1 << 30);
        var captureTotal = Number(
            "capture-total-bytes", "Captured bytes of all running answers.", defaults.CaptureTotalBytes, 0, long.MaxValue);
        var connect = Seconds("connect-timeout", "Longest wait for a connection to a provider.", defaults.ConnectTimeout);
        var headers = Seconds(
            "headers-timeout", "Longest wait for a provider's headers, or for a whole answer.", defaults.HeadersTimeout);
        var idle = Seconds("stream-idle-timeout", "Longest silence inside a stream; shorter than --headers-timeout.",
            defaults.StreamIdleTimeout);
        var total = Seconds("total-timeout", "No attempt at another provider begins later than this.", defaults.TotalTimeout);
        var caBundle = Text("ca-bundle", "PEM file of certificate authorities that replace the system's.", "");
        var grace = Seconds(
            "shutdown-grace", "At termination: time for running streams and what the sinks hold, together.",
            defaults.ShutdownGrace);

        var command = new RootCommand(
            "K8sRouter.Sidecar: a model endpoint on loopback that obeys its workspace's privacy policy.\n"
            + "Every flag is also an environment variable: --journal-dir is K8SROUTER_JOURNAL_DIR. "
            + "HTTPS_PROXY and NO_PROXY are honoured.");
        Option[] all =
        [
            config, configInterval, listen, port, adminListen, adminPort, journal, sync, syncInterval, journalBytes, shed,
            volumeLimit, store, segmentAge, segmentBytes, traceAge, requestBytes, heldBytes, captureBytes, captureTotal,
            connect, headers, idle, total, caBundle, grace,
        ];
        foreach (var option in all)
            command.Options.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            var options = new SidecarOptions
            {
                ConfigDirectory = result.GetValue(config)!,
                ConfigInterval = result.GetValue(configInterval),
                Listen = result.GetValue(listen)!,
                Port = (int)result.GetValue(port),
                AdminListen = result.GetValue(adminListen)!,
                AdminPort = (int)result.GetValue(adminPort),
                JournalDirectory = result.GetValue(journal)!,
                JournalSync = result.GetValue(sync)!,
                JournalSyncInterval = result.GetValue(syncInterval),
                JournalMaxBytes = result.GetValue(journalBytes),
                JournalShed = result.GetValue(shed)!,
                VolumeLimit = result.GetValue(volumeLimit),
                StoreDirectory = result.GetValue(store)!,
                SegmentAge = result.GetValue(segmentAge),
                SegmentBytes = (int)result.GetValue(segmentBytes),
                TraceMaxAge = result.GetValue(traceAge),
                MaxRequestBytes = (int)result.GetValue(requestBytes),
                MaxHeldAnswerBytes = (int)result.GetValue(heldBytes),
                CaptureBytes = (int)result.GetValue(captureBytes),
                CaptureTotalBytes = result.GetValue(captureTotal),
                ConnectTimeout = result.GetValue(connect),
                HeadersTimeout = result.GetValue(headers),
                StreamIdleTimeout = result.GetValue(idle),
                TotalTimeout = result.GetValue(total),
                CaBundle = result.GetValue(caBundle) is { Length: > 0 } file ? file : null,
                ShutdownGrace = result.GetValue(grace),
            };
            if ((Problem(options) ?? ObjectStoreFactory.FindProblem(environment ?? Environment.GetEnvironmentVariable))
                is { } problem)
            {
                await Console.Error.WriteLineAsync(problem);
                return UsageError;
            }
            return await run(options, cancellationToken);
        });
        return command;
    }

    /// <summary>What is wrong with options that are each valid alone; null: nothing.</summary>
    private static string? Problem(SidecarOptions options)
    {
        if (options.ConfigDirectory.Length == 0)
            return "--config is required: the folder that the operator writes (or K8SROUTER_CONFIG). See --help.";
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
        if (!IPAddress.TryParse(options.Listen, out _))
            return $"--listen: '{options.Listen}' is no IP address.";
        if (!IPAddress.TryParse(options.AdminListen, out _))
            return $"--admin-listen: '{options.AdminListen}' is no IP address.";
        return options.CaBundle is { } bundle && !File.Exists(bundle) ? $"--ca-bundle: the file '{bundle}' doesn't exist." : null;
    }

    private static Option<string> Text(string name, string description, string? initial) => new("--" + name)
    {
        Description = description,
        DefaultValueFactory = result => FromEnvironment(name) ?? initial ?? "",
    };

    private static Option<long> Number(string name, string description, long initial, long min, long max)
    {
        var option = new Option<long>("--" + name)
        {
            Description = description,
            DefaultValueFactory = result => FromEnvironment(name) is { } text ? ParseNumber(result, text) : initial,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0 && FromEnvironment(name) is null)
                return;
            long value = result.GetValueOrDefault<long>();
            if (value < min || value > max)
                result.AddError($"--{name}: {value} is out of range, {min} to {max} are possible.");
        });
        return option;
    }

    private static Option<long?> Size(string name, string description) => new("--" + name)
    {
        Description = description + " Such as 500Mi, 2Gi or 500000000.",
        HelpName = "size",
        DefaultValueFactory = result => FromEnvironment(name) is { } text ? ParseSize(result, text) : null,
        CustomParser = result => ParseSize(result, result.Tokens[0].Value),
    };

    private static Option<TimeSpan> Seconds(string name, string description, TimeSpan initial) => new("--" + name)
    {
        Description = description + " Such as 90s, 500ms, 10m or 24h.",
        HelpName = "duration",
        DefaultValueFactory = result => FromEnvironment(name) is { } text ? ParseDuration(result, text) : initial,
        CustomParser = result => ParseDuration(result, result.Tokens[0].Value),
    };

    private static long ParseNumber(ArgumentResult result, string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
            return value;
        result.AddError($"'{text}' is no whole number.");
        return 0;
    }

    private static long? ParseSize(ArgumentResult result, string text)
    {
        var (digits, unit) = text switch
        {
            _ when text.EndsWith("Ki", StringComparison.Ordinal) => (text[..^2], 1L << 10),
            _ when text.EndsWith("Mi", StringComparison.Ordinal) => (text[..^2], 1L << 20),
            _ when text.EndsWith("Gi", StringComparison.Ordinal) => (text[..^2], 1L << 30),
            _ => (text, 1L),
        };
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= (1L << 50) / unit)
            return value * unit;
        result.AddError($"'{text}' is no size: write 500Mi, 2Gi or a number of bytes.");
        return null;
    }

    private static TimeSpan ParseDuration(ArgumentResult result, string text)
    {
        if (Durations.TryParse(text, out var duration))
            return duration;
        result.AddError($"'{text}' is no duration: {Durations.Form}.");
        return TimeSpan.Zero;
    }

    private static string? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable("K8SROUTER_" + name.ToUpperInvariant()
            .Replace('-', '_')) is { Length: > 0 } value ? value : null;
}
