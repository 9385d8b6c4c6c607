using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using System.Text;
using OpenAI;

namespace K8sRouter.MockProvider.Tests;

/// <summary>A mock without delays, and ways to call it.</summary>
public sealed class MockFixture : IAsyncLifetime
{
    private const string Key = "sk-test";

    internal MockProviderHost Host { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public OpenAIClient OpenAI { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await MockProviderHost.StartAsync(new MockOptions
        {
            Port = 0,
            Name = "alpha",
            Key = Key,
            TokenDelay = TimeSpan.Zero,
            BodyLimit = 100_000,
            Models = ["mock-mini", "mock-embed"],
        });
        Http = new HttpClient { BaseAddress = new Uri(Host.Address), Timeout = TimeSpan.FromSeconds(10) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        OpenAI = new OpenAIClient(
            new ApiKeyCredential(Key),
            new OpenAIClientOptions { Endpoint = new Uri(Host.Address + "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>Posts JSON and returns status and body.</summary>
    public async Task<(int Status, string Body)> PostAsync(string path, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A chat request with one message and further fields.</summary>
    public static string Chat(string fields = "", string model = "mock-mini") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello there"}]{{fields}}}""";
}
