using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Journal;

/// <summary>Ends the process, or the machine, inside every single call to the file system that a scenario makes.</summary>
public sealed class JournalCrashTests
{
    [Fact]
    public void Whichever_call_the_process_ends_in_every_acknowledged_append_is_delivered_and_every_open_call_closed_once()
    {
        for (int call = 1; ; call++)
        {
            var world = new World(call);
            bool crashed = world.Run(crashAt: call);
            world.Files.EndProcess();
            world.RecoverWithCrashes(losePower: false);
            world.Check(safeOnly: false, $"call {call}");
            if (!crashed)
                break;
        }
    }

    [Fact]
    public void Whichever_call_the_power_goes_in_everything_synced_is_delivered_and_nothing_comes_twice()
    {
        for (int seed = 0; seed < 3; seed++)
        {
            for (int call = 1; ; call++)
            {
                var world = new World((seed * 1000) + call);
                bool crashed = world.Run(crashAt: call);
                world.Files.LosePower();
                world.RecoverWithCrashes(losePower: true);
                world.Check(safeOnly: true, $"seed {seed}, call {call}");
                if (!crashed)
                    break;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whichever_call_it_ends_in_while_traces_are_shed_no_log_loses_anything_and_no_trace_comes_twice(bool losePower)
    {
        for (int call = 1; ; call++)
        {
            var world = new ShedWorld(call);
            bool crashed = world.Run(crashAt: call);
            if (losePower)
                world.Files.LosePower();
            else
                world.Files.EndProcess();
            world.Check(safeOnly: losePower, $"call {call}");
            if (!crashed)
                break;
        }
    }

    /// <summary>A small journal over segments that can't be read, whose trace sink is down.</summary>
    private sealed class ShedWorld
    {
        private const int Appends = 40;

        private readonly FakeTimeProvider _clock = Clocks.Noon();
        private readonly List<string> _finished = [];
        private readonly List<string> _safe = [];
        private readonly HashSet<string> _logged = new(StringComparer.Ordinal);
        private int _shed;

        public ShedWorld(int seed)
        {
            Files = new SimulatedFileSystem(seed);
            for (int number = 1; number <= 4; number++)
            {
                Files.Create("/j/" + JournalFiles.Segment(number)).Write([.. Enumerable.Repeat((byte)0xEE, 900)], 0);
                Files.Files["/j/" + JournalFiles.Segment(number)].Sync();
            }
            Files.SyncFolder("/j");
        }

        public SimulatedFileSystem Files { get; }

        public bool Run(int crashAt)
        {
            Files.CrashAt = Files.Calls + crashAt;
            DiskJournal? journal = null;
            try
            {
                journal = Open();
                using var log = journal.OpenReader("log");
                for (int i = 0; i < Appends; i++)
                {
                    Assert.Equal(AppendResult.Written, journal.Finish(i));
                    _finished.Add(TestJournal.Id(i));
                    while (log.TryRead() is { } entry)
                    {
                        log.Acknowledge(entry);
                        _logged.Add(entry.Record.Id);
                    }
                    if (i % 7 == 3)
                    {
                        journal.Maintain();
                        _safe.AddRange(_finished.Except(_safe));
                    }
                    _shed = (int)journal.Account("trace").DroppedByReason.GetValueOrDefault(LossReasons.Shed);
                }
                Assert.True(_shed > 0);
                Assert.True(journal.GetStatus().QuarantinedSegments < 4);
                return false;
            }
            catch (SimulatedCrash)
            {
                return true;
            }
            finally
            {
                journal?.Abandon();
            }
        }

        public void Check(bool safeOnly, string where)
        {
            var journal = Open();
            Assert.True(journal.GetStatus().QuarantinedBytes <= 2000, where);
            var log = journal.Ids("log");
            var must = (safeOnly ? _safe : _finished).Except(_logged).Except(log).ToList();
            Assert.True(must.Count == 0, $"{where}: missing in the log: {string.Join(' ', must)}");
            var traces = journal.Ids("trace");
            Assert.True(traces.Count == traces.Distinct().Count(), $"{where}: traced twice");
            // What was shed is gone from the front; the rest is there without a gap.
            var kept = (safeOnly ? _safe : _finished).Skip(_shed).ToList();
            int first = traces.Count == 0 ? kept.Count : kept.IndexOf(traces[0]);
            Assert.True(kept.Skip(Math.Max(0, first)).Except(traces).ToList().Count == 0, $"{where}: a gap in the traces");
            Assert.Equal(traces.Count, journal.Backlog("trace"));
            Assert.Equal(AppendResult.Written, journal.Finish(999));
            _ = journal.Account("log");
            _ = journal.Account("trace");
            journal.Abandon();
        }

        private DiskJournal Open() => TestJournal.Open("/j", Files, _clock, o => o with
        {
            MaxBytes = 16_000,
            Sinks = [new("log", SinkKind.Log), new("trace", SinkKind.Trace)],
        });
    }

    private sealed class World(int seed)
    {
        private static readonly string[] Sinks = ["a", "b"];

        private readonly FakeTimeProvider _clock = Clocks.Noon();
        private readonly Random _random = new(seed);
        private readonly List<string> _finished = [];
        private readonly List<string> _safe = [];
        private readonly HashSet<string> _open = new(StringComparer.Ordinal);
        private readonly HashSet<string> _safeOpen = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HashSet<string>> _acknowledged = Sinks.ToDictionary(s => s, _ => new HashSet<string>(), StringComparer.Ordinal);
        private string? _inFlight;

        public SimulatedFileSystem Files { get; } = new(seed);

        /// <summary>True where the process ended before the scenario did.</summary>
        public bool Run(int crashAt)
        {
            Files.CrashAt = crashAt;
            DiskJournal? journal = null;
            try
            {
                journal = Open();
                using var a = journal.OpenReader("a");
                using var b = journal.OpenReader("b");
                for (int i = 0; i < 14; i++)
                {
                    Append(journal, i);
                    if (i % 2 == 0)
                        Deliver("a", a);
                    if (i % 3 == 0)
                        Deliver("b", b);
                    if (i % 4 != 1)
                        continue;
                    journal.Maintain();
                    _safe.AddRange(_finished.Except(_safe));
                    _safeOpen.UnionWith(_open);
                    _safeOpen.IntersectWith(_open);
                }
                return false;
            }
            catch (SimulatedCrash)
            {
                return true;
            }
            finally
            {
                journal?.Abandon();
            }
        }

        /// <summary>Opens again, with another end in the middle of the recovery, until it holds.</summary>
        public void RecoverWithCrashes(bool losePower)
        {
            for (int attempt = 0; attempt < 3; attempt++)
            {
                Files.CrashAt = Files.Calls + _random.Next(1, 20);
                try
                {
                    Open().Abandon();
                }
                catch (SimulatedCrash)
                {
                }
                if (losePower)
                    Files.LosePower();
                else
                    Files.EndProcess();
            }
        }

        public void Check(bool safeOnly, string where)
        {
            var journal = Open();
            foreach (string sink in Sinks)
            {
                using var reader = journal.OpenReader(sink);
                var entries = reader.Drain();
                var ids = entries.Select(e => e.Record.Id).ToList();
                Assert.True(ids.Count == ids.Distinct().Count(), $"{where}: twice in {sink}: {string.Join(' ', ids)}");
                var has = ids.Concat(_acknowledged[sink]).ToHashSet(StringComparer.Ordinal);
                var must = (safeOnly ? _safe : _finished).Concat(safeOnly ? _safeOpen : _open);
                var missing = must.Except(has).ToList();
                Assert.True(missing.Count == 0, $"{where}: missing in {sink}: {string.Join(' ', missing)}");
                var crashed = entries.Where(e => e.Record.Outcome == GenerationOutcomes.RouterCrashed).Select(e => e.Record.Id);
                var wrong = crashed.Intersect(safeOnly ? _safe : _finished).ToList();
                Assert.True(wrong.Count == 0, $"{where}: finished and yet crashed in {sink}: {string.Join(' ', wrong)}");
                var unknown = has.Except(_finished).Except(_open).Where(id => id != _inFlight).ToList();
                Assert.True(unknown.Count == 0, $"{where}: never appended, in {sink}: {string.Join(' ', unknown)}");
            }
            Assert.Equal(AppendResult.Written, journal.Finish(999));
            journal.Abandon();
        }

        private DiskJournal Open() => TestJournal.Open("/j", Files, _clock, o => o with { Sinks = TestJournal.Logs(Sinks), SegmentBytes = 3500 });

        private void Append(DiskJournal journal, int number)
        {
            string id = _inFlight = TestJournal.Id(number);
            if (journal.Start(number) == AppendResult.Written)
                _open.Add(id);
            if (number % 5 == 4)
                return;
            _inFlight = id;
            // While the append runs the call is neither: it may end as either.
            _open.Remove(id);
            Assert.Equal(AppendResult.Written, journal.Finish(number, TestJournal.Content(number * 10)));
            _finished.Add(id);
        }

        private void Deliver(string sink, IJournalReader reader)
        {
            if (reader.TryRead() is not { } entry)
                return;
            reader.Acknowledge(entry);
            _acknowledged[sink].Add(entry.Record.Id);
        }
    }
}
