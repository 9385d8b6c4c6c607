using System.Net;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Tests.Configuration;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("any", true, false, "127.0.0.1")]
    [InlineData("0.0.0.0", true, false, "127.0.0.1")]
    [InlineData("::", true, false, "::1")]
    [InlineData("127.0.0.1", true, true, "127.0.0.1")]
    [InlineData("::1", true, true, "::1")]
    [InlineData("10.0.0.5", true, false, "10.0.0.5")]
    public void An_address_says_who_gets_there_and_where_a_neighbour_finds_it(string text, bool valid, bool loopback, string beside)
    {
        Assert.Equal(valid, ListenAddress.IsValid(text));
        Assert.Equal(loopback, ListenAddress.IsLoopback(text));
        Assert.Equal(IPAddress.Parse(beside), ListenAddress.FromBeside(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Any")]
    [InlineData("localhost")]
    [InlineData("*")]
    public void Anything_else_is_none(string text) => Assert.False(ListenAddress.IsValid(text));
}
