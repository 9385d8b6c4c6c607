using System.Net;
using K8sRouter.Core.Destinations;

namespace K8sRouter.Core.Tests.Destinations;

public class AddressGuardTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("::169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("ff02::1")]
    [InlineData("255.255.255.255")]
    public void Metadata_link_local_and_the_like_are_refused_everywhere(string address)
    {
        Assert.True(AddressGuard.Refuses(IPAddress.Parse(address), allowPrivate: true));
        Assert.True(AddressGuard.Refuses(IPAddress.Parse(address), allowPrivate: false));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("fd12::1")]
    [InlineData("::ffff:10.0.0.1")]
    public void Private_addresses_are_refused_where_the_network_isnt_the_authors(string address)
    {
        Assert.False(AddressGuard.Refuses(IPAddress.Parse(address), allowPrivate: true));
        Assert.True(AddressGuard.Refuses(IPAddress.Parse(address), allowPrivate: false));
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void Public_addresses_are_allowed(string address) =>
        Assert.False(AddressGuard.Refuses(IPAddress.Parse(address), allowPrivate: false));
}
