using K8sRouter.Core.Storage;

namespace K8sRouter.Core.Tests.Storage;

public class Crc32CTests
{
    [Fact]
    public void The_published_check_value_comes_out() =>
        Assert.Equal(0xE3069283u, Crc32C.Append(Crc32C.Empty, "123456789"u8));

    [Fact]
    public void It_doesnt_matter_in_how_many_pieces()
    {
        var bytes = Enumerable.Range(0, 1000).Select(i => (byte)(i * 7)).ToArray();
        uint whole = Crc32C.Append(Crc32C.Empty, bytes);

        for (int at = 0; at < 40; at++)
            Assert.Equal(whole, Crc32C.Append(Crc32C.Append(Crc32C.Empty, bytes.AsSpan(0, at)), bytes.AsSpan(at)));
    }
}
