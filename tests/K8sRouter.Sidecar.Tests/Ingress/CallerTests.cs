using System.Security.Cryptography;
using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Ingress;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Tests.Ingress;

public sealed class CallerTests
{
    private static readonly ApiKeyEntry[] Keys = [Key("ci", "first-key"), Key("app", "second-key"), Key("bot", "third-key")];

    [Theory]
    [InlineData("Authorization", "Bearer second-key", "app")]
    [InlineData("Authorization", "bearer  third-key ", "bot")]
    [InlineData("x-api-key", "first-key", "ci")]
    [InlineData("Authorization", "Bearer wrong", null)]
    [InlineData("Authorization", "second-key", null)]
    [InlineData("Authorization", "Bearer ", null)]
    [InlineData("x-api-key", "", null)]
    [InlineData("x-other", "first-key", null)]
    public void A_caller_is_known_by_the_hash_of_its_key(string header, string value, string? expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[header] = value;

        Assert.Equal(expected, Caller.Identify(request, Keys)?.Key?.Name);
    }

    [Fact]
    public void A_bearer_key_goes_before_an_x_api_key()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = "Bearer wrong";
        request.Headers["x-api-key"] = "first-key";
        Assert.Null(Caller.Identify(request, Keys));

        request.Headers.Authorization = "Basic abc";
        Assert.Equal("ci", Caller.Identify(request, Keys)?.Key?.Name);
    }

    [Fact]
    public void Where_no_key_is_defined_any_value_and_none_is_accepted()
    {
        var request = new DefaultHttpContext().Request;
        Assert.NotNull(Caller.Identify(request, []));
        request.Headers.Authorization = "Bearer placeholder";
        Assert.Null(Caller.Identify(request, [])!.Value.Key);
    }

    private static ApiKeyEntry Key(string name, string value) =>
        new() { Name = name, Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value))) };
}
