using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace K8sRouter.Testing.Cluster;

/// <summary>The cluster's store. Nothing in it outlives the tests, so nothing is forced to the disk.</summary>
/// <param name="folder">For its data and its log.</param>
/// <param name="machine">Where it runs, on loopback: what asks it of its history must run there too.</param>
internal sealed class EtcdServer(string folder, ClusterMachine machine) : IAsyncDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = new($"http://127.0.0.1:{LoopbackPorts.Free()}") };

    public string Address => _client.BaseAddress!.GetLeftPart(UriPartial.Authority);

    public ServerProcess? Process { get; private set; }

    public async Task StartAsync()
    {
        string peer = $"http://127.0.0.1:{LoopbackPorts.Free()}";
        Process = await machine.StartAsync(
            "etcd", folder, ClusterPrograms.Find("etcd"),
            "--data-dir", Path.Combine(folder, "etcd"), "--unsafe-no-fsync",
            "--listen-client-urls", Address, "--advertise-client-urls", Address,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", $"default={peer}");
    }

    /// <summary>Forgets all history up to now, at once.</summary>
    public async Task CompactAsync()
    {
        var now = await AskAsync("v3/kv/range", new() { ["key"] = Convert.ToBase64String("/"u8) });
        await AskAsync("v3/kv/compaction", new() { ["revision"] = (string)now["header"]!["revision"]!, ["physical"] = true });
    }

    /// <summary>The revision: it grows by one with every write.</summary>
    public async Task<long> RevisionAsync() => Revision(await AskAsync("v3/kv/range", new() { ["key"] = Convert.ToBase64String("/"u8) }));

    /// <summary>Keys of the objects that there are and that were written after a revision.</summary>
    public async Task<IReadOnlyList<string>> WrittenSinceAsync(long revision)
    {
        var found = await AskAsync("v3/kv/range", new()
        {
            ["key"] = Convert.ToBase64String("/"u8),
            ["range_end"] = Convert.ToBase64String("0"u8),
            ["min_mod_revision"] = $"{revision + 1}",
            ["keys_only"] = true,
        });
        return [.. (found["kvs"]?.AsArray() ?? []).Select(item => Encoding.UTF8.GetString(Convert.FromBase64String((string)item!["key"]!)))];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (Process is not null)
            await Process.DisposeAsync();
    }

    private static long Revision(JsonNode answer) => long.Parse((string)answer["header"]!["revision"]!, CultureInfo.InvariantCulture);

    private async Task<JsonNode> AskAsync(string path, JsonObject question)
    {
        // Not in chunks, which is how PostAsJsonAsync sends: etcd's gateway wants the length.
        using var body = new StringContent(question.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(path, body);
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"etcd answered {path} with {(int)answer.StatusCode}:\n{text}");
    }
}
