using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Tests.Configuration;

public sealed class MemorySharesTests
{
    private const long Mi = 1 << 20;

    [Theory]
    // A container of 256 MiB, of which the runtime takes three quarters.
    [InlineData(192 * Mi, 24 * Mi, 48 * Mi, 32 * Mi, 12 * Mi)]
    [InlineData(96 * Mi, 12 * Mi, 24 * Mi, (24 * Mi) - 1, 6 * Mi)]
    [InlineData(384 * Mi, 48 * Mi, 96 * Mi, 32 * Mi, 24 * Mi)]
    [InlineData(65536 * Mi, 128 * Mi, 16384 * Mi, 32 * Mi, 32 * Mi)]
    public void What_isnt_set_follows_from_the_memory_there_is(long available, long captured, long requests, long request, long records)
    {
        var shares = MemoryShares.Of(new SidecarOptions { ConfigDirectory = "" }, available);
        Assert.Equal((captured, requests, request), (shares.CaptureTotalBytes, shares.RequestTotalBytes, shares.MaxRequestBytes));
        Assert.Equal((requests, records), (shares.HeldAnswerTotalBytes, shares.GenerationIndexBytes));
    }

    [Fact]
    public void What_is_set_holds()
    {
        var options = new SidecarOptions
        {
            ConfigDirectory = "",
            CaptureTotalBytes = 300 * Mi,
            RequestTotalBytes = 200 * Mi,
            HeldAnswerTotalBytes = 400 * Mi,
            MaxRequestBytes = 1000,
        };
        var shares = MemoryShares.Of(options, 100 * Mi);
        Assert.Equal((300 * Mi, 200 * Mi, 1000), (shares.CaptureTotalBytes, shares.RequestTotalBytes, shares.MaxRequestBytes));
        Assert.Equal(400 * Mi, shares.HeldAnswerTotalBytes);
    }
}
