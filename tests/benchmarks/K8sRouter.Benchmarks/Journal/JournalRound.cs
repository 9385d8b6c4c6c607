using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using K8sRouter.Benchmarks.Measuring;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Benchmarks.Journal;

/// <summary>
/// Writes to a journal of its own for a while, as calls do: a start, then the end, each waited for. Fails where one isn't written.
/// </summary>
internal static class JournalRound
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    public static async Task<JournalBlock> RunAsync(JournalVariant variant, string folder, TimeSpan time)
    {
        var options = new JournalOptions { Directory = folder, MaxBytes = 1L << 34, Sync = variant.Sync, Sinks = [] };
        using var meter = new Meter("benchmark");
        await using var journal = DiskJournal.Open(
            options, [Key], TimeProvider.System, NullLogger.Instance, meter, DiskFileSystem.Instance,
            key => variant.Encrypted ? new AesSegmentCipher(key) : new PlainCipher());
        var content = Content(variant.ContentBytes);
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        var waits = await Task.WhenAll(Enumerable.Range(0, variant.Callers).Select(caller =>
            Task.Run(() => CallAsync(journal, caller, content, start, time))));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        double used = (process.TotalProcessorTime - processor).TotalMicroseconds;
        int records = waits.Sum(w => w.Count);
        long bytes = Directory.EnumerateFiles(folder).Sum(f => new FileInfo(f).Length);
        return new JournalBlock(
            records / seconds, used / records, Statistics.Median(waits.SelectMany(w => w)), bytes / seconds / 1e6);
    }

    private static async Task<List<double>> CallAsync(
        DiskJournal journal, int caller, CapturedContent content, long start, TimeSpan time)
    {
        List<double> waits = [];
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            var record = Record(caller, waits.Count);
            long before = Stopwatch.GetTimestamp();
            var started = await journal.AppendStartedAsync(record);
            var finished = await journal.AppendFinishedAsync(record, content);
            waits.Add(Stopwatch.GetElapsedTime(before).TotalMicroseconds);
            if (started != AppendResult.Written || finished != AppendResult.Written)
                throw new InvalidOperationException($"an append ended as {started} and {finished}");
        }
        return waits;
    }

    private static CapturedContent Content(int bytes) => new()
    {
        Request = RandomNumberGenerator.GetBytes(bytes / 2),
        ResponseFormat = CapturedResponseFormat.Json,
        Response = RandomNumberGenerator.GetBytes(bytes - (bytes / 2)),
    };

    private static GenerationRecord Record(int caller, int number) => new()
    {
        Id = $"gen-1795000000-abcdef{caller:D2}{number:D12}",
        RequestId = "req-1795000000-abcdef00000000000000",
        WorkspaceId = "4b2fd0a1-0000-4000-8000-000000000001",
        Workspace = "team-a",
        Sidecar = "abcdef",
        ConfigRevision = "470086aa01d8470086aa01d8470086aa01d8470086aa01d8470086aa01d8470086",
        CreatedAt = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        Outcome = GenerationOutcomes.Completed,
        Api = GenerationApis.Chat,
        RequestedModel = "openai/gpt-5-mini",
        Model = "openai/gpt-5-mini",
        CanonicalSlug = "openai/gpt-5-mini-2026",
        ProviderName = "OpenAI",
        ProviderSlug = "openai",
        EndpointId = "openai/openai/gpt-5-mini",
        FinishReason = "stop",
        StatusCode = 200,
        Usage = new TokenUsage { Prompt = 812, Completion = 240 },
        DataRegion = "global",
    };
}
