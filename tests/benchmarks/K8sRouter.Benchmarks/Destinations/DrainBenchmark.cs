using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using K8sRouter.Benchmarks.Reporting;
using K8sRouter.Benchmarks.Upstream;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Benchmarks.Destinations;

/// <summary>How fast a backlog leaves the journal for a receiver that answers at once, and for one that takes its time.</summary>
internal static class DrainBenchmark
{
    private const string Name = "one";

    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(DestinationPlan plan, int port, string folder, CancellationToken cancellation)
    {
        var table = new Table("receiver", "generations/s");
        (string Receiver, string Path)[] receivers =
        [
            ("answers at once", "/webhook"),
            (string.Create(CultureInfo.InvariantCulture, $"answers after {UpstreamServer.SlowDelay.TotalMilliseconds} ms"), UpstreamServer.SlowPath),
        ];
        var rates = receivers.ToDictionary(receiver => receiver.Receiver, _ => new List<double>());
        for (int round = 0; round <= plan.Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (receiver, path) in receivers)
            {
                double rate = await DrainAsync($"http://127.0.0.1:{port}{path}", plan.Backlog, Path.Combine(folder, "drain"));
                // The first turn warms up.
                if (round > 0)
                    rates[receiver].Add(rate);
            }
        }
        foreach (var (receiver, own) in rates)
            table.Add(receiver, Ranges.Text(own, "F0"));
        table.Write(Console.Out);
        Console.Out.WriteLine(
            $"Median of {plan.Rounds} rounds (least-greatest), {plan.Backlog} generations with 2 KB of content, one webhook, this process "
            + "on one core with its receiver.");
    }

    private static async Task<double> DrainAsync(string url, int backlog, string folder)
    {
        using var meter = new Meter("benchmark");
        var options = new JournalOptions
        {
            Directory = folder,
            MaxBytes = 1L << 34,
            Sinks = [new(DestinationSink.NameOf(Name), SinkKind.Trace)],
        };
        try
        {
            await using var journal = DiskJournal.Open(
                options, [RandomNumberGenerator.GetBytes(32)], TimeProvider.System, NullLogger.Instance, meter);
            var content = Content();
            for (int number = 0; number < backlog; number++)
                await journal.AppendFinishedAsync(Record(number), content);
            using var client = DestinationHttp.CreateClient(allowPrivate: true);
            var progress = new SinkProgress(DestinationSink.NameOf(Name), new SinkMetrics(meter), TimeProvider.System, NullLogger.Instance);
            var pace = new SinkOptions { TraceMaxAge = TimeSpan.MaxValue };
            using var sink = new DestinationSink(Name, new Source(url), client, progress, pace, TimeProvider.System);
            using var pump = new SinkPump(
                sink, () => journal.OpenReader(sink.Name), progress, pace, TimeProvider.System, NullLogger.Instance);
            long start = Stopwatch.GetTimestamp();
            pump.Start();
            // It ends when the journal holds nothing more for it.
            bool drained = await pump.StopAsync(Grace);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (!drained || progress.Status().Delivered != backlog)
                throw new InvalidDataException($"{progress.Status().Delivered} of {backlog} generations were delivered, the run is void");
            return backlog / seconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static CapturedContent Content() => new()
    {
        Request = Encoding.UTF8.GetBytes(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"" + new string('a', 1_000) + "\"}]}"),
        ResponseFormat = CapturedResponseFormat.Json,
        Response = Encoding.UTF8.GetBytes("{\"choices\":[{\"message\":{\"content\":\"" + new string('b', 1_000) + "\"}}]}"),
    };

    private static GenerationRecord Record(int number) => new()
    {
        Id = $"gen-1795000000-abcdef{number:D14}",
        RequestId = "req-1795000000-abcdef00000000000000",
        WorkspaceId = "4b2fd0a1-0000-4000-8000-000000000001",
        Workspace = "team-a",
        Sidecar = "abcdef",
        ConfigRevision = "470086aa01d8",
        CreatedAt = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        Outcome = GenerationOutcomes.Completed,
        Api = GenerationApis.Chat,
        RequestedModel = "openai/gpt-5-mini",
        Model = "openai/gpt-5-mini",
        CanonicalSlug = "openai/gpt-5-mini-2026",
        FinishReason = "stop",
        StatusCode = 200,
        Usage = new TokenUsage { Prompt = 812, Completion = 240 },
        DataRegion = "global",
        Destinations = [Name],
        ContentDestinations = [Name],
    };

    private sealed class Source(string url) : Sidecar.Configuration.IConfigurationSource
    {
        public ActiveConfiguration? Current { get; } = new(
            new RouterConfig
            {
                Workspace = new() { Name = "team-a", Id = "4b2fd0a1-0000-4000-8000-000000000001", Region = "global" },
                Broadcast = new()
                {
                    Destinations =
                    [
                        new()
                        {
                            Name = Name,
                            Id = "d-one",
                            Type = "webhook",
                            AllowPlaintext = true,
                            ContentMode = ContentModes.Full,
                            Config = new Dictionary<string, string> { ["url"] = url },
                        },
                    ],
                },
            },
            "r", Credentials.None, DateTimeOffset.UnixEpoch);
    }
}
