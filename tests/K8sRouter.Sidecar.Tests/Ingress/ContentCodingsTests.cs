using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Ingress;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Tests.Ingress;

/// <summary>Bodies with a <c>Content-Encoding</c>: what they decode to, within which limits, and which of them are none.</summary>
public sealed class ContentCodingsTests
{
    private const int Largest = 200_000;

    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"word {i} ")));

    private readonly MemoryBudget _budget = new(1 << 20);

    public static TheoryData<string> Codings => ["gzip", "deflate", "br"];

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("deflate", "deflate")]
    [InlineData("br", "br")]
    [InlineData("X-GZIP", "gzip")]
    [InlineData(" identity , gzip", "gzip")]
    [InlineData("identity", "")]
    [InlineData("", "")]
    [InlineData("gzip, br", "gzip br")]
    [InlineData("br, deflate, gzip", "br deflate gzip")]
    public async Task A_body_is_decoded_in_the_reverse_order_of_its_codings(string header, string applied)
    {
        byte[] encoded = applied.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(Text, (bytes, coding) => Encode(coding, bytes));

        foreach (bool announced in (bool[])[true, false])
        {
            var (body, refusal) = await ReadAsync(header, encoded, announced);

            Assert.Equal(BodyRefusal.None, refusal);
            Assert.True(body!.Memory.Span.SequenceEqual(Text));
            Assert.InRange(_budget.Used, Text.Length, 4 * Text.Length);
            body.Dispose();
            Assert.Equal(0, _budget.Used);
        }
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, zstd")]
    [InlineData("gzip;q=1")]
    [InlineData("gzip, gzip, gzip, gzip, gzip")]
    public async Task A_coding_that_isnt_taken_is_told_before_anything_is_read(string header) =>
        await AssertRefusedAsync(BodyRefusal.UnknownCoding, header, [1, 2, 3]);

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_bomb_is_too_large_at_the_limit_and_not_at_its_end(string coding)
    {
        byte[] bomb = Encode(coding, new byte[50 << 20]);

        Assert.InRange(bomb.Length, 1, Largest);
        await AssertRefusedAsync(BodyRefusal.TooLarge, coding, bomb);
        await AssertRefusedAsync(BodyRefusal.TooLarge, coding + ", gzip", Encode("gzip", bomb));
        await AssertRefusedAsync(BodyRefusal.None, coding, Encode(coding, new byte[Largest]));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_decoded_body_needs_room_among_those_of_other_calls(string coding)
    {
        Assert.True(_budget.TryTake(_budget.TotalBytes - (100 << 10)));
        var (body, refusal) = await ReadAsync(coding, Encode(coding, new byte[Largest]));

        Assert.Equal((null, BodyRefusal.NoRoom), (body, refusal));
        Assert.Equal(_budget.TotalBytes - (100 << 10), _budget.Used);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_body_that_ends_early_goes_on_behind_its_end_or_is_something_else_is_none(string coding)
    {
        byte[] whole = Encode(coding, Text);
        int[] cuts = [.. Enumerable.Range(1, 12), whole.Length / 2, whole.Length - 1, whole.Length];
        foreach (int cut in cuts)
            await AssertRefusedAsync(BodyRefusal.Undecodable, coding, whole[..^cut]);
        await AssertRefusedAsync(BodyRefusal.Undecodable, coding, [.. whole, 0]);
        await AssertRefusedAsync(BodyRefusal.Undecodable, coding, [.. whole, .. RandomNumberGenerator.GetBytes(20_000)]);
        await AssertRefusedAsync(BodyRefusal.Undecodable, coding, [.. whole, .. whole]);
        await AssertRefusedAsync(BodyRefusal.Undecodable, coding, Text);
        await AssertRefusedAsync(BodyRefusal.Undecodable, coding, "{}"u8.ToArray());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_flipped_bit_anywhere_is_noticed_where_the_format_has_a_checksum(string coding)
    {
        byte[] whole = Encode(coding, Text);
        // Behind gzip's header, whose time and system mean nothing.
        for (int i = coding == "gzip" ? 10 : 0; i < whole.Length; i += 97)
        {
            byte[] flipped = [.. whole];
            flipped[i] ^= 0x10;
            await AssertRefusedAsync(BodyRefusal.Undecodable, coding, flipped);
        }
    }

    private async Task AssertRefusedAsync(BodyRefusal expected, string header, byte[] bytes)
    {
        var (body, refusal) = await ReadAsync(header, bytes);
        body?.Dispose();
        Assert.Equal((expected, 0L), (refusal, _budget.Used));
    }

    private ValueTask<(RequestBody? Body, BodyRefusal Refusal)> ReadAsync(string header, byte[] bytes, bool announced = true)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.ContentEncoding = header;
        request.Body = new MemoryStream(bytes);
        request.ContentLength = announced ? bytes.Length : null;
        return RequestBody.ReadAsync(request, _budget, Largest, default);
    }

    internal static byte[] Encode(string coding, byte[] bytes)
    {
        using var target = new MemoryStream();
        using (Stream encoder = coding switch
        {
            "gzip" => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true),
            _ => new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true),
        })
            encoder.Write(bytes);
        return target.ToArray();
    }
}
