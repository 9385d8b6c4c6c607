namespace K8sRouter.EndToEnd.Tests.Network;

/// <summary>The way out of the pod: proxies and certificate authorities.</summary>
public sealed class NetworkTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_proxy_is_used_unless_the_provider_is_exempt()
    {
        await using var proxy = new ForwardProxy();
        await OwnHouse.RunAsync(output, OwnHouse.Plain with { Environment = Environment(("HTTP_PROXY", proxy.Address)) }, async house =>
        {
            (await house.Sidecar.ChatAsync("acme/assistant", "through the proxy")).Expect(200);
            Assert.StartsWith($"POST {house.Alpha.Address}/v1/chat/completions ", Assert.Single(proxy.Requests), StringComparison.Ordinal);

            var direct = await house.StartSidecarAsync("direct", [], Environment(("HTTP_PROXY", proxy.Address), ("NO_PROXY", "127.0.0.1")));
            await direct.WaitUntilReadyAsync();
            (await direct.ChatAsync("acme/assistant", "past the proxy")).Expect(200);
            Assert.Single(proxy.Requests);
        });
    }

    [Fact]
    public async Task A_provider_with_a_certificate_of_the_companys_own_is_trusted_by_the_bundle_alone()
    {
        await using var proxy = new ForwardProxy();
        await using var provider = await HttpsProvider.StartAsync();
        var plan = new HousePlan
        {
            Providers = (_, _) => [new TestProvider("tls", provider.Address, "sk-tls") { Models = [new("acme/assistant")] }],
        };
        await OwnHouse.RunAsync(output, plan, async house =>
        {
            (await house.Sidecar.ChatAsync("acme/assistant", "untrusted")).Expect(502);

            string bundle = house.Folder["bundle.pem"];
            await File.WriteAllTextAsync(bundle, provider.Pem);
            var trusting = await house.StartSidecarAsync("trusting", ["--ca-bundle", bundle], Environment(("HTTPS_PROXY", proxy.Address)));
            await trusting.WaitUntilReadyAsync();
            Assert.Equal("over TLS", (await trusting.ChatAsync("acme/assistant", "trusted")).Expect(200).ChatText);
            Assert.StartsWith($"CONNECT {new Uri(provider.Address).Authority} ", Assert.Single(proxy.Requests), StringComparison.Ordinal);
        });
    }

    private static Dictionary<string, string> Environment(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(v => v.Name, v => v.Value);
}
