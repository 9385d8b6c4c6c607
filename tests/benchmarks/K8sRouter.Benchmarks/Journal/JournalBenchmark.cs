using System.Globalization;
using K8sRouter.Benchmarks.Measuring;
using K8sRouter.Benchmarks.Reporting;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Benchmarks.Journal;

/// <summary>
/// The journal alone, in this process: sizes, syncs, with and without encryption, one call and sixteen at once. The variants take
/// turns in random order, round after round, so that the machine's drift meets all of them.
/// </summary>
internal sealed class JournalBenchmark(int rounds, TimeSpan block, string? folder)
{
    private static readonly JournalVariant[] Variants =
    [
        .. from bytes in new[] { 1_000, 20_000 }
           from callers in new[] { 1, 16 }
           from sync in new[] { JournalSyncPolicy.None, JournalSyncPolicy.Interval, JournalSyncPolicy.Group }
           from encrypted in new[] { true, false }
           select new JournalVariant(bytes, sync, encrypted, callers),
    ];

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        foreach (var variant in Variants)
            await MeasureAsync(variant, TimeSpan.FromMilliseconds(300));
        var blocks = Variants.ToDictionary(variant => variant, _ => new List<JournalBlock>());
        var order = Variants.ToArray();
        for (int round = 1; round <= rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  round {round} of {rounds}"));
            Random.Shared.Shuffle(order);
            foreach (var variant in order)
                blocks[variant].Add(await MeasureAsync(variant, block));
        }
        Write(blocks);
        return 0;
    }

    private async Task<JournalBlock> MeasureAsync(JournalVariant variant, TimeSpan time)
    {
        string own = Path.Combine(folder ?? Path.GetTempPath(), "k8srouter-journal-" + Guid.NewGuid().ToString("N"));
        try
        {
            return await JournalRound.RunAsync(variant, own, time);
        }
        finally
        {
            Directory.Delete(own, recursive: true);
        }
    }

    private static void Write(Dictionary<JournalVariant, List<JournalBlock>> blocks)
    {
        var table = new Table(
            "content, sync, cipher, calls", "records/s", "MB/s", "us a call", "CPU us a call", "CPU against none, AES, 1");
        foreach (var (variant, own) in blocks)
        {
            var reference = blocks.Single(b => b.Key.ContentBytes == variant.ContentBytes && b.Key.IsReference).Value;
            var ratios = own.Zip(reference, (one, other) => one.ProcessorMicroseconds / other.ProcessorMicroseconds);
            table.Add(
                variant.Name, Ranges.Text(own.Select(b => b.RecordsPerSecond), "F0"), Ranges.Text(own.Select(b => b.MegabytesPerSecond), "F0"),
                Ranges.Text(own.Select(b => b.AppendMicroseconds), "F1"), Ranges.Text(own.Select(b => b.ProcessorMicroseconds), "F1"),
                Ranges.Text(ratios, "F2"));
        }
        table.Write(Console.Out);
        Console.Out.WriteLine(
            "Median of the rounds (least-greatest). A call is a start and an end; \"us a call\" is what journalling adds to a request.");
    }
}
