using K8sRouter.Operator.Kubernetes.Configuration;

namespace K8sRouter.Operator.Tests.Kubernetes.Configuration;

public sealed class EnvironmentProxyTests
{
    [Theory]
    [InlineData("https://api.example:6443", "", false)]
    [InlineData("https://api.example:6443", "*", true)]
    [InlineData("https://api.example:6443", "example", true)]
    [InlineData("https://api.example:6443", ".example", true)]
    [InlineData("https://api.example:6443", "*.example", true)]
    [InlineData("https://api.example:6443", "API.example", true)]
    [InlineData("https://api.example:6443", "api.example:6443", true)]
    [InlineData("https://api.example:6443", "api.example:443", false)]
    [InlineData("https://api.example:6443", "ample", false)]
    [InlineData("https://example", ".example", false)]
    [InlineData("https://10.96.0.1", "192.168.0.0/16, 10.96.0.0/12", true)]
    [InlineData("https://10.0.0.1", "10.96.0.0/12", false)]
    [InlineData("https://10.0.0.1", "10.0.0.1", true)]
    [InlineData("https://10.0.0.1:6443", "10.0.0.1:6443", true)]
    [InlineData("https://10.0.0.11", "10.0.0.1", false)]
    [InlineData("https://[fd00::1]:6443", "fd00::/8", true)]
    [InlineData("https://[fd00::1]:6443", "fd00::1", true)]
    [InlineData("https://localhost:6443", "", true)]
    [InlineData("https://127.0.0.1:6443", "", true)]
    [InlineData("https://[::1]:6443", "", true)]
    public void Exceptions_are_read_as_kubectl_reads_them(string server, string list, bool excepted) =>
        Assert.Equal(excepted, EnvironmentProxy.IsExcepted(new(server), list));

    [Theory]
    [InlineData("https://api.example", "HTTPS_PROXY", "http://proxy:3128", "http://proxy:3128/")]
    [InlineData("https://api.example", "https_proxy", "proxy:3128", "http://proxy:3128/")]
    [InlineData("https://api.example", "HTTPS_PROXY", "socks5://proxy:1080", "socks5://proxy:1080")]
    [InlineData("https://api.example", "HTTP_PROXY", "http://proxy:3128", null)]
    [InlineData("http://api.example", "HTTP_PROXY", "http://proxy:3128", "http://proxy:3128/")]
    public void A_proxy_is_of_the_servers_scheme(string server, string variable, string value, string? proxy) =>
        Assert.Equal(proxy is null ? null : new Uri(proxy), EnvironmentProxy.For(new(server), name => name == variable ? value : null));

    [Fact]
    public void A_wrong_proxy_is_named_by_its_variable_and_not_shown()
    {
        var fault = Assert.Throws<KubernetesConfigurationException>(
            () => EnvironmentProxy.For(new("https://api.example"), name => name == "HTTPS_PROXY" ? "ftp://me:hush@proxy" : null));

        Assert.Equal("HTTPS_PROXY isn't the address of a proxy, such as http://proxy.example:3128 (http, https or socks5).", fault.Message);
    }
}
