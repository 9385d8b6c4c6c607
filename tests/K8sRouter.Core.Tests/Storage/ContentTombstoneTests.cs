using System.IO.Compression;
using System.Text;
using K8sRouter.Core.Storage;

namespace K8sRouter.Core.Tests.Storage;

public class ContentTombstoneTests
{
    private const string Id = "gen-1763640000-AbCdEf00000000000001";

    [Fact]
    public void A_tombstone_is_a_whole_member_of_any_length_that_a_content_can_have()
    {
        foreach (int length in Enumerable.Range(90, 400).Append(70_000).Append(1 << 20))
        {
            var member = ContentTombstone.Make(Id, length)!;

            Assert.Equal(length, member.Length);
            Assert.True(ContentTombstone.IsHead(member.AsSpan(0, ContentTombstone.HeadLength)));
            Assert.Equal($$"""{"id":"{{Id}}","erased":true}{{"\n"}}""", Encoding.UTF8.GetString(GzipMember.Decompress(member, 0, length)!));
        }
    }

    [Fact]
    public void Where_the_id_has_no_room_it_is_left_out_and_where_nothing_has_there_is_none()
    {
        Assert.Equal("{\"erased\":true}\n", Encoding.UTF8.GetString(GzipMember.Decompress(ContentTombstone.Make(Id, 50)!, 0, 50)!));
        Assert.Null(ContentTombstone.Make(Id, 40));
    }

    [Fact]
    public void A_content_isnt_taken_for_a_tombstone()
    {
        Assert.False(ContentTombstone.IsHead(Zip("erased erased erased")));
        Assert.False(ContentTombstone.IsHead([]));
    }

    [Fact]
    public void A_member_that_is_cut_or_followed_by_something_isnt_whole()
    {
        byte[] member = Zip(new string('x', 500) + "the end"), two = [.. member, .. Zip("another")];

        Assert.NotNull(GzipMember.Decompress(member, 0, member.Length));
        for (int length = 0; length < member.Length; length++)
            Assert.Null(GzipMember.Decompress(member, 0, length));
        Assert.Null(GzipMember.Decompress(two, 0, two.Length));
        Assert.Equal(member.Length, GzipMember.LengthAt(two, 0));
        Assert.Equal(two.Length - member.Length, GzipMember.LengthAt(two, member.Length));
        Assert.Equal(0, GzipMember.LengthAt(two, 1));
    }

    private static byte[] Zip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }
        return bytes.ToArray();
    }
}
