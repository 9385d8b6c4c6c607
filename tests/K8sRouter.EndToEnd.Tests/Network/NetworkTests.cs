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

    [Fact]
    public async Task A_destination_is_reached_through_the_proxy_and_trusted_by_the_systems_own_setting()
    {
        await using var proxy = new ForwardProxy();
        await using var receiver = await HttpsProvider.StartAsync();
        using var folder = new TemporaryFolder();
        string bundle = folder["ca.pem"];
        await File.WriteAllTextAsync(bundle, receiver.Pem);
        var plan = OwnHouse.Plain with
        {
            Environment = Environment(("HTTPS_PROXY", proxy.Address), ("SSL_CERT_FILE", bundle)),
            Further = _ => Webhook(receiver.Address),
        };
        await OwnHouse.RunAsync(output, plan, async house =>
        {
            (await house.Sidecar.ChatAsync("acme/assistant", "traced")).Expect(200);

            await Eventually.TrueAsync("a trace at the receiver", () => receiver.Calls > 0);
            Assert.All(proxy.Requests, line => Assert.StartsWith($"CONNECT {new Uri(receiver.Address).Authority} ", line, StringComparison.Ordinal));
        });
    }

    private static string Webhook(string url) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata:
          name: receiver
          namespace: team-a
          labels: {k8srouter.io/use: destination}
        stringData: {url: "{{url}}"}
        ---
        apiVersion: k8srouter.io/v1alpha1
        kind: ObservabilityDestination
        metadata: {name: receiver, namespace: team-a}
        spec:
          type: webhook
          config: {method: POST}
          secretConfig:
          - {field: url, name: receiver, key: url}
        """;

    private static Dictionary<string, string> Environment(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(v => v.Name, v => v.Value);
}
