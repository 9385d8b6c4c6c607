using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Journal;

/// <summary>
/// Random lives of a journal, step by step beside a queue in memory that can't lose anything: appends and acknowledgements of two
/// logs and a trace sink, refused and torn writes, crashes, segments that can't be read, the journal's own bound and what it sheds.
/// </summary>
public sealed class JournalModelTests
{
    [Theory]
    [InlineData(1 << 20)]
    [InlineData(24_000)]
    public void Whatever_happens_each_sink_gets_what_a_plain_queue_would_give_it_or_is_told_what_it_lost(int maxBytes)
    {
        var lives = Gen.Choose(0, 255).ArrayOf().Resize(120).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(lives, steps =>
        {
            using var model = new Model(maxBytes);
            foreach (int step in steps)
                model.Do(step % 20, step / 20);
            model.CheckAll();
        }));
    }

    [Fact]
    public void What_was_given_up_while_the_disk_refused_to_note_it_is_there_again_after_a_crash()
    {
        int[] steps =
        [
            2, 148, 145, 173, 96, 222, 74, 74, 73, 119, 162, 191, 124, 107, 169, 149, 68, 170, 73, 50, 136, 5, 252, 144, 255, 117, 191,
            57, 222, 171, 229, 131, 181, 85, 50, 36, 137, 181, 250, 167, 137, 176, 201, 80, 1, 237, 191, 136, 201, 100, 21, 127, 5, 184,
            201, 237, 12, 33, 104, 178, 50, 247, 80, 131, 197, 175, 181, 117, 114, 13, 26,
        ];
        using var model = new Model(24_000);
        foreach (int step in steps)
            model.Do(step % 20, step / 20);
        model.CheckAll();
    }

    private sealed class Model : IDisposable
    {
        private static readonly JournalSink[] Sinks =
            [new("a", SinkKind.Log), new("b", SinkKind.Log), new("t", SinkKind.Trace)];

        private readonly SimulatedFileSystem _files = new(1);
        private readonly FakeTimeProvider _clock = Clocks.Noon();
        private readonly int _maxBytes;

        /// <summary>All that is or was in the journal, oldest first.</summary>
        private readonly List<string> _queue = [];
        private readonly Dictionary<string, int> _next = Sinks.ToDictionary(s => s.Name, _ => 0, StringComparer.Ordinal);
        private readonly Dictionary<string, long> _dropped = Sinks.ToDictionary(s => s.Name, _ => 0L, StringComparer.Ordinal);
        private readonly HashSet<string> _open = new(StringComparer.Ordinal);
        private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
        private Dictionary<string, IJournalReader> _readers = [];
        private DiskJournal _journal;
        private int _number;
        private bool _noted = true;
        private bool _refusing;

        public Model(int maxBytes)
        {
            _maxBytes = maxBytes;
            _journal = Open();
        }

        public void Do(int action, int size)
        {
            _refusing = _files.RefusedWrites > 0;
            switch (action)
            {
                case 0 or 1:
                    Start();
                    break;
                case 2 or 3 or 4 or 5 or 6:
                    FinishOne(TestJournal.Id(_number++), size * 40);
                    break;
                case 7:
                    if (_open.Count > 0)
                        FinishOne(_open.Order(StringComparer.Ordinal).First(), size);
                    break;
                case 8 or 9 or 10:
                    ReadSome("a", size);
                    break;
                case 11 or 12:
                    ReadSome("b", size);
                    break;
                case 13:
                    ReadSome("t", size % 3);
                    break;
                case 14:
                    // A cursor whose write was refused is written the next time.
                    _noted |= _files.RefusedWrites == 0;
                    _journal.Maintain();
                    Shed();
                    break;
                case 15:
                    _files.RefusedWrites = size % 3;
                    break;
                case 16:
                    _files.RefusedWrites = 0;
                    _clock.Advance(TimeSpan.FromMinutes(10 * size));
                    break;
                case 17:
                    Restart(crash: true);
                    break;
                case 18:
                    // With a broken segment in the folder: renamed aside, counted, bounded.
                    Restart(crash: false, litter: true);
                    break;
                default:
                    Restart(crash: false);
                    break;
            }
            Bounded();
        }

        public void CheckAll()
        {
            Restart(crash: false);
            foreach (var sink in Sinks)
            {
                while (_next[sink.Name] < _queue.Count)
                    Read(sink.Name);
                Read(sink.Name);
            }
            _journal.Maintain();
            Assert.True(_journal.GetStatus().Segments <= 2);
            Assert.All(Sinks, s => Assert.Equal(0, _journal.Backlog(s.Name)));
        }

        public void Dispose() => _journal.Abandon();

        private void Bounded()
        {
            var status = _journal.GetStatus();
            // A segment that is begun for what was refused costs its header, its end and the calls that run.
            Assert.True(status.Bytes <= _maxBytes + 4_000, $"{status.Bytes} bytes");
            Assert.True(status.QuarantinedBytes <= Math.Max(3000, _maxBytes / 8), $"{status.QuarantinedBytes} quarantined");
            foreach (var sink in Sinks)
                Assert.Equal(_queue.Count - _next[sink.Name], _journal.Backlog(sink.Name));
        }

        private void Start()
        {
            string id = TestJournal.Id(_number);
            if (_journal.Start(_number++) == AppendResult.Written)
                _open.Add(id);
            Shed();
        }

        private void FinishOne(string id, int size)
        {
            var result = _journal.Finish(TestJournal.Record(0) with { Id = id }, TestJournal.Content(size));
            if (result == AppendResult.Written)
                _queue.Add(id);
            else if (_open.Contains(id))
                _refused.Add(id);
            _open.Remove(id);
            Shed();
        }

        /// <summary>What the journal says it gave up is passed over; logs never are.</summary>
        private void Shed()
        {
            foreach (var sink in Sinks)
            {
                var dropped = _journal.Account(sink.Name).DroppedByReason;
                Assert.True(sink.Kind == SinkKind.Trace || dropped.Count == 0, $"{sink.Name} lost something");
                Assert.All(dropped.Keys, reason => Assert.Equal(LossReasons.Shed, reason));
                long now = dropped.Values.Sum();
                _next[sink.Name] += (int)(now - _dropped[sink.Name]);
                // What is given up and can't be noted stays in its segment: after a crash it is there again.
                _noted &= now == _dropped[sink.Name] || !_refusing;
                _dropped[sink.Name] = now;
            }
        }

        private void ReadSome(string sink, int count)
        {
            for (int i = 0; i <= count; i++)
                Read(sink);
        }

        private void Read(string sink)
        {
            var entry = _readers[sink].TryRead();
            Assert.Equal(_next[sink] < _queue.Count ? _queue[_next[sink]] : null, entry?.Record.Id);
            if (entry is null)
                return;
            _readers[sink].Acknowledge(entry);
            _next[sink]++;
            _noted = false;
        }

        private void Restart(bool crash, bool litter = false)
        {
            // A disk that refuses everything doesn't open: that is another test's.
            _files.RefusedWrites = 0;
            foreach (var reader in _readers.Values)
                reader.Dispose();
            if (crash)
                _journal.Abandon();
            else
                _journal.DisposeAsync().AsTask().Wait();
            var before = Sinks.ToDictionary(s => s.Name, s => _next[s.Name], StringComparer.Ordinal);
            if (litter)
                Litter();
            _journal = Open();
            var crashed = _journal.ReadRetained().Select(e => e.Record)
                .Where(r => r.Outcome == GenerationOutcomes.RouterCrashed).Select(r => r.Id).Except(_queue).ToList();
            // A call whose end was refused was counted as lost; its start may still be found. Of one for whose end there is no room,
            // and of those before a segment that can't be read, where they may have ended, there is nothing.
            bool full = litter || _journal.GetStatus().LostByReason.ContainsKey(LossReasons.Full);
            Assert.Empty(crashed.Except(_refused).Except(_open));
            if (!full)
                Assert.Equal(_open.Order(StringComparer.Ordinal), crashed.Except(_refused).Order(StringComparer.Ordinal));
            else
                _refused.UnionWith(_open);
            _queue.AddRange(crashed);
            _open.Clear();
            _refused.RemoveWhere(id => !full || crashed.Contains(id));
            foreach (var sink in Sinks)
            {
                _dropped[sink.Name] = 0;
                _next[sink.Name] = Resume(sink.Name, before[sink.Name], crash && !_noted);
            }
            _noted = true;
        }

        /// <summary>Where a sink goes on: exactly behind what it acknowledged, or before it if a crash forgot some of that.</summary>
        private int Resume(string sink, int acknowledged, bool mayForget)
        {
            int next = _queue.Count - (int)_journal.Backlog(sink);
            Assert.True(mayForget ? next <= acknowledged : next == acknowledged, $"{sink} goes on at {next} instead of {acknowledged}");
            return next;
        }

        private void Litter()
        {
            long number = 1 + _files.Files.Keys
                .Select(f => JournalFiles.TryParseSegment(Path.GetFileName(f), ".journal", out long n)
                    || JournalFiles.TryParseSegment(Path.GetFileName(f), ".quarantine", out n) ? n : 0)
                .Max();
            _files.Create("/j/" + JournalFiles.Segment(number)).Write([.. Enumerable.Repeat((byte)0xEE, 900)], 0);
        }

        private DiskJournal Open()
        {
            var journal = TestJournal.Open("/j", _files, _clock, o => o with { Sinks = Sinks, SegmentBytes = 3000, MaxBytes = _maxBytes });
            _readers = Sinks.ToDictionary(s => s.Name, s => journal.OpenReader(s.Name), StringComparer.Ordinal);
            return journal;
        }
    }
}
