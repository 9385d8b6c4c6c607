using System.CommandLine;
using K8sRouter.Core.Storage;
using static K8sRouter.Sidecar.Configuration.Settings;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>
/// The command line. Every flag is also an environment variable: <c>--journal-dir</c> is <c>K8SROUTER_JOURNAL_DIR</c>.
/// </summary>
internal static class SidecarCommand
{
    public const int UsageError = 2;

    /// <param name="run">What to do with valid options; returns the exit code.</param>
    /// <param name="environment">Reads the environment variables that aren't flags; null: the process's.</param>
    public static RootCommand Create(
        Func<SidecarOptions, CancellationToken, Task<int>> run, Func<string, string?>? environment = null)
    {
        var defaults = new SidecarOptions { ConfigDirectory = "" };
        var config = Text("config", "Folder that the configuration is mounted in (the operator writes it).", null);
        var configInterval = Seconds("config-interval", "Time between two looks at that folder.", defaults.ConfigInterval);
        var configKey = Text(
            "config-key",
            "Public keys of the operator, in base64, separated by commas: only a configuration that one of them signed is taken.",
            "");
        var namespaceUid = Text("namespace-uid", "UID of the namespace that a signed configuration must be for.", "");
        var listen = Text(
            "listen", "Address of the data port, or any. Anything but loopback needs API keys in the configuration.",
            defaults.Listen);
        var port = Number("port", "Port that workloads call; 0 picks a free one.", defaults.Port, 0, 65535);
        var adminListen = Text("admin-listen",
            "Address of the admin port, or any: /healthz, /readyz, /metrics, /revision, /observation; anywhere but on loopback "
            + "/status and /events need the admin token, and POST /quit always does.", defaults.AdminListen);
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
            + "isn't counted: bound it with --store-limit.");
        var store = Text("store-dir", "Folder for records and logged content, in clear, where no bucket is configured.",
            defaults.StoreDirectory);
        var storeLimit = Size("store-limit",
            "Bound of that folder as it lies on the disk: beyond it the oldest files are deleted, and counted.");
        var segmentAge = Seconds(
            "segment-age", "Records and content are written to the store at this age, or sooner.", defaults.SegmentAge);
        var segmentBytes = Number("segment-bytes", "Records and content are written to the store at this size.",
            defaults.SegmentBytes, 1 << 10, 1 << 30);
        var traceAge = Seconds(
            "trace-max-age", "Traces that their destination didn't take for this long are dropped, and counted.",
            defaults.TraceMaxAge);
        var requestBytes = Number("max-request-bytes", "Largest request body, as it comes and decoded; beyond it 413.",
            defaults.MaxRequestBytes, 1 << 10, 1 << 30);
        var heldBytes = Number("max-held-answer-bytes", "Largest whole answer that is checked and rewritten before it is sent.",
            defaults.MaxHeldAnswerBytes, 1 << 10, 1 << 30);
        var eventBytes = Number("max-event-bytes",
            "Largest event of a stream; beyond it the answer fails, before its first byte at the next provider.",
            defaults.MaxEventBytes, 1 << 10, 1 << 30);
        var heldTotal = Size("held-answer-total-bytes",
            "Twice the bytes of all whole answers that are held back, beyond which they pass as they come; unless set, a quarter "
            + "of the memory there is.");
        var captureBytes = Number("capture-bytes",
            "Captured bytes of one request and of one answer; beyond it the copy is cut, never the traffic.",
            defaults.CaptureBytes, 0, 1 << 30);
        var captureTotal = Size("capture-total-bytes",
            "Captured bytes of all running answers; unless set, 128Mi, and at most an eighth of the memory there is.");
        var requestTotal = Size("request-total-bytes",
            "Bytes of the request bodies of all running calls, beyond which a call gets 503; unless set, a quarter of the memory "
            + "there is.");
        var connect = Seconds("connect-timeout", "Longest wait for a connection to a provider.", defaults.ConnectTimeout);
        var headers = Seconds(
            "headers-timeout", "Longest wait for a provider's headers, or for a whole answer.", defaults.HeadersTimeout);
        var idle = Seconds("stream-idle-timeout", "Longest silence inside a stream; shorter than --headers-timeout.",
            defaults.StreamIdleTimeout);
        var keepAlive = SecondsOrNone("stream-keep-alive",
            "Until a stream begins its caller gets a comment this often, and with the first one status 200: what fails later is "
            + "told inside the stream. Callers set it for themselves by the header X-K8sRouter-Keep-Alive.");
        var total = Seconds(
            "total-timeout", "A request body must be there by then (else 408), and no attempt at another provider begins later.",
            defaults.TotalTimeout);
        var caBundle = Text("ca-bundle", "PEM file of certificate authorities that replace the system's.", "");
        var grace = Seconds(
            "shutdown-grace", "At termination: time for running streams and what the sinks hold, together.",
            defaults.ShutdownGrace);
        var drainIdle = SecondsOrNone("drain-idle",
            "At termination: calls are still accepted until none is running and none has come for this long, within the streams' "
            + "share of --shutdown-grace.");
        var logLevel = Text("log-level", $"Least level of what is logged: {LogLevels.Names}.", defaults.LogLevel);
        var podName = Text("pod-name", "Name of this pod, for every record.", "");
        var podNamespace = Text("pod-namespace", "Namespace of this pod, for its own metrics and spans.", "");
        var serviceAccount = Text("service-account", "Service account of this pod, for every record.", "");
        var workload = Text("workload", "What this pod belongs to, such as Deployment/web, for every record.", "");

        var command = new RootCommand(
            "K8sRouter.Sidecar: a model endpoint on loopback that obeys its workspace's privacy policy.\n"
            + "Every flag is also an environment variable: --journal-dir is K8SROUTER_JOURNAL_DIR. "
            + "HTTPS_PROXY and NO_PROXY are honoured.");
        Option[] all =
        [
            config, configInterval, configKey, namespaceUid, listen, port, adminListen, adminPort, journal, sync, syncInterval,
            journalBytes, shed, volumeLimit, store, storeLimit, segmentAge, segmentBytes, traceAge, requestBytes, heldBytes,
            eventBytes, heldTotal, captureBytes, captureTotal, requestTotal, connect, headers, idle, keepAlive, total, caBundle,
            grace, drainIdle, logLevel, podName, podNamespace, serviceAccount, workload,
        ];
        foreach (var option in all)
            command.Options.Add(option);
        command.Subcommands.Add(WaitCommand.Create());
        command.SetAction(async (result, cancellationToken) =>
        {
            var options = new SidecarOptions
            {
                ConfigDirectory = result.GetValue(config)!,
                ConfigInterval = result.GetValue(configInterval),
                ConfigKey = Known(result.GetValue(configKey)),
                NamespaceUid = Known(result.GetValue(namespaceUid)),
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
                StoreLimit = result.GetValue(storeLimit),
                SegmentAge = result.GetValue(segmentAge),
                SegmentBytes = (int)result.GetValue(segmentBytes),
                TraceMaxAge = result.GetValue(traceAge),
                MaxRequestBytes = (int)result.GetValue(requestBytes),
                MaxHeldAnswerBytes = (int)result.GetValue(heldBytes),
                MaxEventBytes = (int)result.GetValue(eventBytes),
                HeldAnswerTotalBytes = result.GetValue(heldTotal),
                CaptureBytes = (int)result.GetValue(captureBytes),
                CaptureTotalBytes = result.GetValue(captureTotal),
                RequestTotalBytes = result.GetValue(requestTotal),
                ConnectTimeout = result.GetValue(connect),
                HeadersTimeout = result.GetValue(headers),
                StreamIdleTimeout = result.GetValue(idle),
                StreamKeepAlive = result.GetValue(keepAlive),
                TotalTimeout = result.GetValue(total),
                CaBundle = Known(result.GetValue(caBundle)),
                ShutdownGrace = result.GetValue(grace),
                DrainIdle = result.GetValue(drainIdle),
                LogLevel = result.GetValue(logLevel)!,
                PodName = Known(result.GetValue(podName)),
                PodNamespace = Known(result.GetValue(podNamespace)),
                ServiceAccount = Known(result.GetValue(serviceAccount)),
                Workload = Known(result.GetValue(workload)),
            };
            string? found = OptionProblems.Find(options)
                ?? ObjectStoreFactory.FindProblem(environment ?? Environment.GetEnvironmentVariable);
            if (found is { } problem)
            {
                await Console.Error.WriteLineAsync(problem);
                return UsageError;
            }
            return await run(options, cancellationToken);
        });
        return command;
    }

    private static string? Known(string? text) => text is { Length: > 0 } ? text : null;
}
