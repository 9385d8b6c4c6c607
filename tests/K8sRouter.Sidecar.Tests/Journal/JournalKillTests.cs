using System.Diagnostics;
using System.Globalization;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Tests.Journal;

public sealed class JournalKillTests
{
    [Fact]
    public async Task Killed_at_any_moment_a_process_loses_no_append_that_it_had_acknowledged()
    {
        using var folder = new TemporaryFolder();
        HashSet<string> acknowledged = new(StringComparer.Ordinal);
        var random = new Random(7);
        for (int round = 0; round < 6; round++)
        {
            foreach (int number in await AppendUntilKilled(folder.Path, random.Next(1, 400)))
                acknowledged.Add(TestJournal.Id(number));
            await using var journal = TestJournal.Open(folder.Path, with: o => o with { MaxBytes = 1L << 32 });
            using var reader = journal.OpenReader("a");
            var records = reader.Drain().Select(e => e.Record).ToList();
            var completed = records.Where(r => r.Outcome == GenerationOutcomes.Completed).Select(r => r.Id).ToList();
            Assert.Empty(acknowledged.Except(completed));
            Assert.Equal(records.Count, records.Select(r => r.Id).Distinct().Count());
            // One call at a time: a kill leaves one open, or none.
            Assert.InRange(records.Count - completed.Count, 0, round + 1);
            Assert.Empty(journal.GetStatus().LostByReason);
        }
        Assert.True(acknowledged.Count > 6);
    }

    private static async Task<List<int>> AppendUntilKilled(string folder, int appends)
    {
        string assembly = typeof(JournalKillTests).Assembly.Location;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(assembly);
        start.Environment["DOTNET_STARTUP_HOOKS"] = assembly;
        start.Environment[StartupHook.FolderVariable] = folder;
        using var process = Process.Start(start)!;
        List<int> acknowledged = [];
        try
        {
            while (acknowledged.Count < appends && await process.StandardOutput.ReadLineAsync() is { } line)
                acknowledged.Add(int.Parse(line, CultureInfo.InvariantCulture));
        }
        finally
        {
            process.Kill();
        }
        Assert.Equal(appends, acknowledged.Count);
        // What it said before the end counts too; a line cut short by the end doesn't.
        string rest = await process.StandardOutput.ReadToEndAsync();
        string[] lines = rest.Split('\n');
        acknowledged.AddRange(lines[..^1].Where(l => l.Length > 0).Select(l => int.Parse(l, CultureInfo.InvariantCulture)));
        await process.WaitForExitAsync();
        return acknowledged;
    }
}
