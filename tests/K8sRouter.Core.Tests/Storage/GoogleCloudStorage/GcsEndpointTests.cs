using K8sRouter.Core.Storage.GoogleCloudStorage;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

public sealed class GcsEndpointTests
{
    [Theory]
    [InlineData(null, "https://storage.googleapis.com/")]
    [InlineData("", "https://storage.googleapis.com/")]
    [InlineData("localhost:9000", "http://localhost:9000/")]
    [InlineData("127.0.0.1:9000", "http://127.0.0.1:9000/")]
    [InlineData("emulator", "http://emulator/")]
    [InlineData("http://emulator:9000/", "http://emulator:9000/")]
    [InlineData("https://emulator/storage/v1/", "https://emulator/")]
    public void The_emulators_scheme_is_optional(string? value, string expected) =>
        Assert.Equal(expected, GcsEndpoint.Find(_ => value).ToString());

    [Theory]
    [InlineData("ftp://emulator")]
    [InlineData("http://")]
    [InlineData("a b")]
    public void What_is_no_address_is_named(string value)
    {
        var fault = Assert.Throws<ArgumentException>(() => GcsEndpoint.Find(_ => value));

        Assert.Equal($"STORAGE_EMULATOR_HOST is '{value}': write host:port or http://host:port.", fault.Message);
    }
}
