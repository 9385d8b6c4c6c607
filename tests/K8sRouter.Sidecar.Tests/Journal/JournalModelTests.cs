using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Testing;

namespace K8sRouter.Sidecar.Tests.Journal;

/// <summary>Random lives of a journal, step by step beside a queue in memory that can't lose anything.</summary>
public sealed class JournalModelTests
{
    [Fact]
    public void Whatever_happens_each_sink_gets_what_a_plain_queue_would_give_it()
    {
        var lives = Gen.Choose(0, 255).ArrayOf().Resize(120).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(lives, steps =>
        {
            using var model = new Model();
            foreach (int step in steps)
                model.Do(step % 16, step / 16);
            model.CheckAll();
        }));
    }

    private sealed class Model : IDisposable
    {
        private static readonly string[] Sinks = ["a", "b"];

        private readonly SimulatedFileSystem _files = new(1);
        private readonly ManualTimeProvider _clock = new();
        private readonly List<string> _queue = [];
        private readonly Dictionary<string, int> _next = Sinks.ToDictionary(s => s, _ => 0, StringComparer.Ordinal);
        private readonly HashSet<string> _open = new(StringComparer.Ordinal);
        private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
        private Dictionary<string, IJournalReader> _readers = [];
        private DiskJournal _journal;
        private int _number;
        private bool _noted = true;

        public Model() => _journal = Open();

        public void Do(int action, int size)
        {
            switch (action)
            {
                case 0 or 1:
                    Start();
                    break;
                case 2 or 3 or 4 or 5:
                    FinishOne(TestJournal.Id(_number++), size * 40);
                    break;
                case 6 or 7:
                    if (_open.Count > 0)
                        FinishOne(_open.Order(StringComparer.Ordinal).First(), size);
                    break;
                case 8 or 9:
                    Read("a");
                    break;
                case 10:
                    Read("b");
                    break;
                case 11:
                    // A cursor whose write was refused is written the next time.
                    _noted |= _files.RefusedWrites == 0;
                    _journal.Maintain();
                    break;
                case 12:
                    _files.RefusedWrites = size % 3;
                    break;
                case 13:
                    _files.RefusedWrites = 0;
                    _clock.Advance(TimeSpan.FromMinutes(10 * size));
                    break;
                case 14:
                    Restart(crash: true);
                    break;
                default:
                    Restart(crash: false);
                    break;
            }
        }

        public void CheckAll()
        {
            _files.RefusedWrites = 0;
            Restart(crash: false);
            foreach (string sink in Sinks)
            {
                while (_next[sink] < _queue.Count)
                    Read(sink);
                Read(sink);
            }
            _journal.Maintain();
            Assert.True(_journal.GetStatus().Segments <= 2);
            Assert.All(_journal.GetStatus().Sinks, s => Assert.Equal(0, s.Backlog));
        }

        public void Dispose() => _journal.Abandon();

        private void Start()
        {
            string id = TestJournal.Id(_number);
            if (_journal.Start(_number++) == AppendResult.Written)
                _open.Add(id);
        }

        private void FinishOne(string id, int size)
        {
            var result = _journal.Finish(TestJournal.Record(0) with { Id = id }, TestJournal.Content(size));
            if (result == AppendResult.Written)
                _queue.Add(id);
            else if (_open.Contains(id))
                _refused.Add(id);
            _open.Remove(id);
        }

        private void Read(string sink)
        {
            Assert.Equal(_queue.Count - _next[sink], _journal.Backlog(sink));
            var entry = _readers[sink].TryRead();
            Assert.Equal(_next[sink] < _queue.Count ? _queue[_next[sink]] : null, entry?.Record.Id);
            if (entry is null)
                return;
            _readers[sink].Acknowledge(entry);
            _next[sink]++;
            _noted = false;
        }

        private void Restart(bool crash)
        {
            // A disk that refuses everything doesn't open: that is another test's.
            _files.RefusedWrites = 0;
            foreach (var reader in _readers.Values)
                reader.Dispose();
            if (crash)
                _journal.Abandon();
            else
                _journal.DisposeAsync().AsTask().Wait();
            var before = Sinks.ToDictionary(s => s, s => _next[s], StringComparer.Ordinal);
            _journal = Open();
            var crashed = _journal.ReadRetained().Select(e => e.Record)
                .Where(r => r.Outcome == GenerationOutcomes.RouterCrashed).Select(r => r.Id).Except(_queue).ToList();
            // A call whose end was refused was counted as lost; its start may still be found.
            Assert.Equal(_open.Order(StringComparer.Ordinal), crashed.Except(_refused).Order(StringComparer.Ordinal));
            _queue.AddRange(crashed);
            _open.Clear();
            _refused.Clear();
            foreach (string sink in Sinks)
                _next[sink] = Resume(sink, before[sink], crash && !_noted);
            _noted = true;
        }

        /// <summary>Where a sink goes on: exactly behind what it acknowledged, or before it if a crash forgot some of that.</summary>
        private int Resume(string sink, int acknowledged, bool mayForget)
        {
            int backlog = (int)_journal.Backlog(sink);
            int next = _queue.Count - backlog;
            Assert.True(mayForget ? next <= acknowledged : next == acknowledged, $"{sink} goes on at {next} instead of {acknowledged}");
            return next;
        }

        private DiskJournal Open()
        {
            var journal = TestJournal.Open("/j", _files, _clock, o => o with { Sinks = TestJournal.Logs(Sinks), SegmentBytes = 3000 });
            _readers = Sinks.ToDictionary(s => s, journal.OpenReader, StringComparer.Ordinal);
            return journal;
        }
    }
}
