using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using K8sRouter.EndToEnd.Tests.Processes;
using OpenAI;

namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>A running sidecar and ways to call it.</summary>
internal sealed class SidecarUnderTest : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Uri _data;
    private readonly Uri _admin;

    private SidecarUnderTest(ServiceProcess process, Uri data, Uri admin) => (Process, _data, _admin) = (process, data, admin);

    public ServiceProcess Process { get; }

    public int Port => _data.Port;

    public int AdminPort => _admin.Port;

    /// <summary>The caller's key that is sent where a test names none.</summary>
    public string CallerKey { get; init; } = "sk-canary-of-caller-55d1c0";

    public static async Task<SidecarUnderTest> StartAsync(
        string name, string config, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = ServiceProcess.Start(
            name, Programs.Sidecar,
            [
                "--config", config, "--port", "0", "--admin-port", "0", "--journal-dir", Path.Combine(folder, "journal"),
                "--store-dir", Path.Combine(folder, "store"), .. arguments,
            ],
            environment);
        var line = await process.WaitForAsync(@"Base URL http://\S+:(\d+)/api/v1, admin port http://\S+:(\d+)");
        return new SidecarUnderTest(process, Loopback(line.Groups[1]), Loopback(line.Groups[2]));
    }

    public async Task WaitUntilReadyAsync() =>
        await Eventually.TrueAsync("a ready sidecar", async () => (await AdminAsync("/readyz")).Status == 200);

    public OpenAIClient OpenAI(string prefix = "/api/v1", string? key = null) => new(
        new ApiKeyCredential(key ?? CallerKey),
        new OpenAIClientOptions { Endpoint = new Uri(_data, prefix), RetryPolicy = new ClientRetryPolicy(0), NetworkTimeout = TimeSpan.FromSeconds(60) });

    public async Task<Answer> AdminAsync(string path) => await Answer.ReadAsync(await _http.GetAsync(new Uri(_admin, path)));

    /// <summary>Asks the admin port with a token; null: without one.</summary>
    public async Task<Answer> AdminAsync(HttpMethod method, string path, string? token)
    {
        using var request = new HttpRequestMessage(method, new Uri(_admin, path));
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        return await Answer.ReadAsync(await _http.SendAsync(request));
    }

    public async Task<Answer> GetAsync(string path, string? key = null) => await Answer.ReadAsync(await SendAsync(HttpMethod.Get, path, null, [], key));

    /// <summary>Posts JSON to a path below <c>/api/v1</c> and reads the answer to its end. An empty header is left out.</summary>
    public async Task<Answer> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        await Answer.ReadAsync(await SendAsync(HttpMethod.Post, path, json, headers));

    /// <summary>A chat with one message.</summary>
    public Task<Answer> ChatAsync(string model, string prompt, string further = "") =>
        PostAsync("chat/completions", Chat(model, prompt, further));

    /// <summary>Posts and returns at the headers: the body is the caller's to read.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, string json, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Post, path, json, [], cancellation: cancellation);

    /// <summary>The event feed of the admin port, open.</summary>
    public Task<HttpResponseMessage> OpenEventsAsync() => _http.GetAsync(new Uri(_admin, "/events"), HttpCompletionOption.ResponseHeadersRead);

    public async Task<JsonElement> GenerationAsync(string id)
    {
        var answer = await Eventually.GetAsync($"generation {id}", async () =>
            await GetAsync($"generation?id={id}") is { Status: 200 } found ? found : null);
        return answer.Json.GetProperty("data");
    }

    /// <summary>Revision that is in force, and why a newer one isn't; null where there is none.</summary>
    public async Task<(string? Revision, string? Refusal, string Body)> RevisionAsync()
    {
        var answer = await AdminAsync("/revision");
        string? revision = answer.Json.TryGetProperty("revision", out var r) && r.ValueKind == JsonValueKind.String ? r.GetString() : null;
        string? refusal = answer.Json.TryGetProperty("lastRefusal", out var f) && f.ValueKind == JsonValueKind.Object ? f.GetRawText() : null;
        return (revision, refusal, answer.Body);
    }

    public static string Chat(string model, string prompt, string further = "") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":{{JsonSerializer.Serialize(prompt)}}}]{{further}}}""";

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? json, (string Name, string Value)[] headers, string? key = null,
        CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(_data, path.StartsWith('/') ? path : "/api/v1/" + path));
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + (key ?? CallerKey));
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            if (value.Length > 0)
                request.Headers.TryAddWithoutValidation(name, value);
        }
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private static Uri Loopback(Group port) => new($"http://127.0.0.1:{port.Value}");
}
