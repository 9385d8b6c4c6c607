using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Storage;

public sealed class SegmentTests : IDisposable
{
    private readonly MemoryStream _records = new();
    private readonly MemoryStream _content = new();

    public void Dispose()
    {
        _records.Dispose();
        _content.Dispose();
    }

    [Fact]
    public void Names_follow_the_layout()
    {
        var hour = new DateTimeOffset(2026, 11, 20, 15, 0, 0, TimeSpan.Zero);

        Assert.Equal(
            "k8srouter/records/workspace=team-a/dt=2026-11-20/hour=15/AbCdEf-00000001-0000000042.jsonl",
            ObjectNames.Records("k8srouter", "team-a", hour, "AbCdEf", ObjectNames.Segment(1, 42)));
        Assert.Equal(
            "content/workspace=team-a/dt=2026-11-20/hour=15/AbCdEf-00000001-0000000042.jsonl.gz",
            ObjectNames.Content("", "team-a", hour, "AbCdEf", ObjectNames.Segment(1, 42)));
    }

    [Fact]
    public async Task The_content_unzips_to_one_line_a_generation()
    {
        Build(3);
        _content.Position = 0;
        using var lines = new StreamReader(new GZipStream(_content, CompressionMode.Decompress));

        var ids = (await lines.ReadToEndAsync()).TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line).GetProperty("id").GetString());

        Assert.Equal([Id(0), Id(1), Id(2)], ids);
    }

    [Fact]
    public void A_rows_range_holds_exactly_its_generation()
    {
        Build(3);

        foreach (string row in Rows())
        {
            var fields = JsonElement.Parse(row);
            Assert.Equal("the-object", fields.GetProperty("content_object").GetString());
            var member = _content.ToArray().AsSpan(fields.GetProperty("content_offset").GetInt32(), fields.GetProperty("content_length").GetInt32());
            using var text = new StreamReader(new GZipStream(new MemoryStream(member.ToArray()), CompressionMode.Decompress));
            string document = text.ReadToEnd();
            Assert.Equal(fields.GetProperty("id").GetString(), JsonElement.Parse(document).GetProperty("id").GetString());
            Assert.Equal(1, document.Count(c => c == '\n'));
        }
    }

    [Fact]
    public void A_row_is_its_record_unchanged_and_says_where_its_content_is_only_if_it_is()
    {
        var record = Records.Completed();
        using var builder = new SegmentBuilder(_records, _content, "o");

        builder.Append(Records.Arrived, Records.Row(record));

        Assert.Equal(Encoding.UTF8.GetString(Records.Row(record)), Assert.Single(Rows()));
        Assert.Equal(0, _content.Length);
    }

    [Fact]
    public void A_row_names_the_bucket_of_its_content_where_that_is_another()
    {
        var record = Records.Completed();
        using var builder = new SegmentBuilder(_records, _content, "the-object", "another-bucket");

        builder.Append(Records.Arrived, Records.Row(record), record, Records.Whole("""{"messages":[]}""", null));

        var row = JsonElement.Parse(Rows()[0]);
        Assert.Equal("another-bucket", row.GetProperty("content_bucket").GetString());
        Assert.Equal("the-object", row.GetProperty("content_object").GetString());
        Assert.Equal(_content.Length, row.GetProperty("content_length").GetInt64());
        Assert.StartsWith(Encoding.UTF8.GetString(Records.Row(record)).TrimEnd('}'), Rows()[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p.q/records/x-1.jsonl", 1, "p.q/records/x-1.jsonl")]
    [InlineData("p.q/records/x-1.jsonl", 2, "p.q/records/x-1-2.jsonl")]
    [InlineData("content/x-1.jsonl.gz", 3, "content/x-1-3.jsonl.gz")]
    public void What_finds_its_name_taken_has_another(string name, int attempt, string expected) =>
        Assert.Equal(expected, ObjectNames.Attempt(name, attempt));

    [Fact]
    public void The_summary_tells_count_seconds_and_checksums()
    {
        var summary = Build(3);

        Assert.Equal((3, 3), (summary.Count, summary.ContentCount));
        Assert.Equal((1763640000, 1763640002), (summary.FirstSecond, summary.LastSecond));
        Assert.Equal(Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, _records.ToArray()), summary.RecordsCrc32C);
        Assert.Equal(Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, _content.ToArray()), summary.ContentCrc32C);
    }

    private static string Id(int i) => $"gen-{1763640000 + i}-AbCdEf0000000000000{i}";

    private SegmentSummary Build(int count)
    {
        using var builder = new SegmentBuilder(_records, _content, "the-object");
        for (int i = 0; i < count; i++)
        {
            var record = Records.Completed(id: Id(i));
            var content = Records.Whole($$"""{"messages":[{"role":"user",{{"\n"}} "content":"prompt {{i}}"}]}""", null);
            builder.Append(Records.Arrived.AddSeconds(i), Records.Row(record), record, content);
        }
        return builder.Summary;
    }

    private string[] Rows() => Encoding.UTF8.GetString(_records.ToArray()).TrimEnd('\n').Split('\n');
}
