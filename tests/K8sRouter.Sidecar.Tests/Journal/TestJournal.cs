using System.Diagnostics.Metrics;
using System.Text;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Sidecar.Tests.Journal;

/// <summary>Records, keys and short ways to open, write and read a journal.</summary>
internal static class TestJournal
{
    public const string Canary = "canary-7f3a the secret of the prompt";

    public static byte[] Key(byte fill = 1) => [.. Enumerable.Repeat(fill, 32)];

    public static string Id(int number) => $"gen-1795000000-abcdef{number:D14}";

    public static GenerationRecord Record(int number) => new()
    {
        Id = Id(number),
        RequestId = "req-1795000000-abcdef00000000000000",
        WorkspaceId = "4b2fd0a1-0000-4000-8000-000000000001",
        Workspace = "team-canary",
        Sidecar = "abcdef",
        ConfigRevision = "r1",
        CreatedAt = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        Outcome = GenerationOutcomes.Completed,
        Api = GenerationApis.Chat,
        RequestedModel = "openai/gpt-5-mini",
        Model = "openai/gpt-5-mini",
        CanonicalSlug = "openai/gpt-5-mini-2026",
        StatusCode = 200,
        DataRegion = "global",
    };

    public static CapturedContent Content(int size = 0) => new()
    {
        Request = Encoding.UTF8.GetBytes(Canary + new string('x', size)),
        RequestTruncated = true,
        Response = "{\"answer\":\"canary-7f3a\"}"u8.ToArray(),
        ResponseFormat = CapturedResponseFormat.Json,
        Errors = "[]"u8.ToArray(),
    };

    public static DiskJournal Open(
        string folder, IJournalFileSystem? files = null, TimeProvider? clock = null,
        Func<JournalOptions, JournalOptions>? with = null, RecordingLogger? log = null, params byte[][] keys)
    {
        var options = new JournalOptions { Directory = folder, Sinks = Logs("a"), MinimumFreeBytes = 0 };
        return DiskJournal.Open(
            with?.Invoke(options) ?? options, keys.Length == 0 ? [Key()] : keys, clock ?? Clocks.Noon(),
            (ILogger?)log ?? NullLogger.Instance, new Meter("k8srouter"), files ?? DiskFileSystem.Instance, key => new AesSegmentCipher(key));
    }

    public static JournalSink[] Logs(params string[] names) => [.. names.Select(n => new JournalSink(n, SinkKind.Log))];

    /// <summary>Finished generations that a sink has still to take.</summary>
    public static long Backlog(this DiskJournal journal, string sink = "a") => journal.Account(sink).Backlog;

    /// <summary>A sink's account, which closes.</summary>
    public static SinkAccount Account(this DiskJournal journal, string sink = "a")
    {
        var account = journal.GetStatus().Sinks.Single(s => s.Sink == sink);
        Assert.Equal(account.Captured, account.Acknowledged + account.Backlog + account.DroppedByReason.Values.Sum());
        return account;
    }

    /// <summary>Notes a start and says what became of it.</summary>
    public static AppendResult Start(this DiskJournal journal, int number) =>
        journal.AppendStartedAsync(Record(number)).AsTask().GetAwaiter().GetResult();

    /// <summary>Appends a finished generation and says what became of it; not for the policy that waits for a sync.</summary>
    public static AppendResult Finish(this DiskJournal journal, int number, CapturedContent? content = null) =>
        Finish(journal, Record(number), content);

    public static AppendResult Finish(this DiskJournal journal, GenerationRecord record, CapturedContent? content = null)
    {
        return journal.AppendFinishedAsync(record, content).AsTask().GetAwaiter().GetResult();
    }

    public static List<JournalEntry> Drain(this IJournalReader reader)
    {
        List<JournalEntry> entries = [];
        while (reader.TryRead() is { } entry)
            entries.Add(entry);
        return entries;
    }

    /// <summary>Ids of everything that a sink would get now.</summary>
    public static List<string> Ids(this DiskJournal journal, string sink = "a")
    {
        using var reader = journal.OpenReader(sink);
        return [.. reader.Drain().Select(e => e.Record.Id)];
    }

    public static List<string> Ids(params IEnumerable<int> numbers) => [.. numbers.Select(Id)];

    public static string[] Segments(string folder, string suffix = ".journal") =>
        [.. Directory.GetFiles(folder, "segment-*" + suffix).Order(StringComparer.Ordinal)];
}
