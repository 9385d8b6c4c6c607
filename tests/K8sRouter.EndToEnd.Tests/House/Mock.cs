using K8sRouter.MockProvider;
using K8sRouter.MockProvider.Control;

namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>A strict provider double, reached over loopback like any provider.</summary>
internal sealed class Mock : IAsyncDisposable
{
    private readonly MockProviderHost _host;

    private Mock(MockProviderHost host, string key) => (_host, Key) = (host, key);

    /// <summary>The only credential it accepts.</summary>
    public string Key { get; }

    /// <summary>Address without path.</summary>
    public string Address => _host.Address;

    /// <summary>Every call it has got.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _host.Requests.Snapshot();

    public static async Task<Mock> StartAsync(string name, TimeSpan tokenDelay)
    {
        string key = $"sk-canary-of-provider-{name}-7f3a91";
        var host = await MockProviderHost.StartAsync(new MockOptions
        {
            Port = 0,
            Name = name,
            Key = key,
            TokenDelay = tokenDelay,
            FaultDelay = TimeSpan.FromSeconds(20),
            ExtraFields = ["vendor_field"],
        });
        return new Mock(host, key);
    }

    /// <summary>The calls whose body holds a text, oldest first.</summary>
    public IReadOnlyList<RecordedRequest> Calls(string text) =>
        [.. Requests.Where(r => r.Body.Contains(text, StringComparison.Ordinal))];

    /// <summary>Bodies that its webhook received.</summary>
    public async Task<string[]> WebhookAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        string lines = await http.GetStringAsync(new Uri(Address + "/__mock/webhook"));
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
