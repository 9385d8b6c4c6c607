using System.Text;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Tests.Journal;

public sealed class JournalEncryptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("canary")]
    [InlineData("gen-17950")]
    [InlineData("gpt-5-mini")]
    [InlineData("request_id")]
    public async Task No_file_of_the_folder_holds_anything_of_a_prompt_or_a_record_in_clear(string needle)
    {
        await using (var journal = TestJournal.Open(_folder.Path))
        {
            journal.Start(1);
            journal.Finish(1, TestJournal.Content());
            journal.Start(2);
        }
        var files = Directory.GetFiles(_folder.Path);
        Assert.NotEmpty(files);
        foreach (string file in files)
            Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(needle)));
    }

    [Fact]
    public async Task Two_segments_never_share_a_key()
    {
        for (int i = 0; i < 2; i++)
        {
            await using var journal = TestJournal.Open(_folder.Path);
            journal.Finish(1, TestJournal.Content());
        }
        var payloads = TestJournal.Segments(_folder.Path).Select(f => Convert.ToHexString(File.ReadAllBytes(f).AsSpan(128 + 20, 64)));
        Assert.Equal(2, payloads.Distinct().Count());
    }

    [Fact]
    public async Task After_a_rotation_both_keys_segments_are_read_and_new_ones_need_the_new_key_alone()
    {
        await using (var journal = TestJournal.Open(_folder.Path))
        {
            journal.Finish(1);
            journal.SetKeys([TestJournal.Key(2)]);
            journal.Finish(2);
            Assert.Equal(TestJournal.Ids(1, 2), journal.Ids());
        }
        await using (var both = TestJournal.Open(_folder.Path, keys: [TestJournal.Key(2), TestJournal.Key(1)]))
            Assert.Equal(TestJournal.Ids(1, 2), both.Ids());
        await using var newAlone = TestJournal.Open(_folder.Path, keys: [TestJournal.Key(2)]);
        Assert.Equal(TestJournal.Ids(2), newAlone.Ids());
    }

    [Fact]
    public async Task A_segment_without_its_key_is_kept_and_named_and_delivered_when_the_key_is_back()
    {
        await using (var journal = TestJournal.Open(_folder.Path))
            journal.Finish(1, TestJournal.Content());
        for (int restart = 0; restart < 3; restart++)
        {
            await using var without = TestJournal.Open(_folder.Path, keys: [TestJournal.Key(9)]);
            without.Finish(10 + restart);
            using var reader = without.OpenReader("a");
            reader.Drain().ForEach(reader.Acknowledge);
            without.Maintain();
            var status = without.GetStatus();
            Assert.Equal(1, status.ParkedSegments);
            Assert.Equal(JournalKeyRing.IdOf(TestJournal.Key()).ToString("x16", null), Assert.Single(status.MissingKeys));
            Assert.Single(TestJournal.Segments(_folder.Path, ".parked"));
        }
        await using var back = TestJournal.Open(_folder.Path, keys: [TestJournal.Key(9), TestJournal.Key()]);
        Assert.Equal(0, back.GetStatus().ParkedSegments);
        Assert.Equal(TestJournal.Ids(1), back.Ids());
    }

    [Fact]
    public async Task A_key_that_comes_back_while_running_opens_what_was_parked_for_it_without_a_restart()
    {
        await using (var journal = TestJournal.Open(_folder.Path))
        {
            journal.Finish(1, TestJournal.Content());
            journal.Finish(2);
        }
        await using (var journal = TestJournal.Open(_folder.Path, keys: [TestJournal.Key(9)]))
        {
            journal.Finish(3);
            journal.SetKeys([TestJournal.Key(8), TestJournal.Key(9)]);
            Assert.Equal(1, journal.GetStatus().ParkedSegments);
            journal.SetKeys([TestJournal.Key(9), TestJournal.Key()]);
            var status = journal.GetStatus();
            Assert.Equal(0, status.ParkedSegments);
            Assert.Empty(status.MissingKeys);
            journal.Finish(4);
            Assert.Equal(TestJournal.Ids(3, 1, 2, 4), journal.Ids());
            Assert.Equal((4, 4), (journal.Account().Captured, journal.Backlog()));
            using var reader = journal.OpenReader("a");
            reader.Acknowledge(reader.Drain()[2]);
            Assert.Empty(TestJournal.Segments(_folder.Path, ".parked"));
        }
        await using var reopened = TestJournal.Open(_folder.Path, keys: [TestJournal.Key(9), TestJournal.Key()]);
        Assert.Equal(TestJournal.Ids(4), reopened.Ids());
    }

    [Fact]
    public async Task A_rotation_while_segments_of_an_older_key_are_parked_leaves_them_and_reads_the_rest()
    {
        await using (var journal = TestJournal.Open(_folder.Path))
            journal.Finish(1);
        await using (var journal = TestJournal.Open(_folder.Path, keys: [TestJournal.Key(2)]))
        {
            journal.Finish(2);
            journal.SetKeys([TestJournal.Key(3), TestJournal.Key(2)]);
            journal.Finish(3);
            Assert.Equal(TestJournal.Ids(2, 3), journal.Ids());
            Assert.Equal(1, journal.GetStatus().ParkedSegments);
        }
        await using var back = TestJournal.Open(_folder.Path, keys: [TestJournal.Key(3), TestJournal.Key(2), TestJournal.Key()]);
        Assert.Equal(TestJournal.Ids(2, 3, 1), back.Ids());
    }

    [Fact]
    public async Task A_call_that_ended_while_its_start_was_parked_is_not_taken_for_crashed()
    {
        await using (var journal = TestJournal.Open(_folder.Path))
        {
            journal.Start(1);
            journal.SetKeys([TestJournal.Key(2)]);
            journal.Finish(1);
        }
        await using (var withoutOld = TestJournal.Open(_folder.Path, keys: [TestJournal.Key(2)]))
        {
            using var reader = withoutOld.OpenReader("a");
            reader.Drain().ForEach(reader.Acknowledge);
        }
        await using var back = TestJournal.Open(_folder.Path, keys: [TestJournal.Key(2), TestJournal.Key()]);
        Assert.Empty(back.Ids());
    }

    [Fact]
    public void A_key_of_the_wrong_length_and_no_key_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TestJournal.Open(_folder.Path, keys: [new byte[16]]));
        Assert.Throws<ArgumentException>(() => new JournalKeyRing([]));
    }
}
