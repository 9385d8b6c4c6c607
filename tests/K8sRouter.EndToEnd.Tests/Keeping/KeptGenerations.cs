using System.IO.Compression;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Storage;

namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>
/// Everything that a store holds, read as a stranger would who knows the layout alone: rows as JSON lines, content by offset and
/// length.
/// </summary>
internal sealed class KeptGenerations
{
    private readonly Dictionary<string, List<(string Outcome, string? Content)>> _rows = new(StringComparer.Ordinal);

    public int Count => _rows.Count;

    public int Objects { get; private set; }

    public static async Task<KeptGenerations> ReadAsync(IObjectStore store)
    {
        var kept = new KeptGenerations();
        var content = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync("", CancellationToken.None))
        {
            kept.Objects++;
            if (found.Name.Contains("/content/", StringComparison.Ordinal))
                content[found.Name] = await ReadAsync(store, found.Name);
        }
        await foreach (var found in store.ListAsync("", CancellationToken.None))
        {
            if (found.Name.Contains("/records/", StringComparison.Ordinal))
                kept.AddRows(await ReadAsync(store, found.Name), content);
        }
        return kept;
    }

    /// <summary>Outcomes of an id's rows: exactly one, if all is well.</summary>
    public IReadOnlyList<(string Outcome, string? Content)> Of(string id) => _rows.TryGetValue(id, out var rows) ? rows : [];

    /// <summary>Ids that stand in the store more than once.</summary>
    public IEnumerable<string> Twice => _rows.Where(row => row.Value.Count > 1).Select(row => row.Key);

    /// <summary>One row, completed, with what was asked and what was answered.</summary>
    public void AssertWhole(string id, string prompt)
    {
        var (outcome, content) = Assert.Single(Of(id));
        Assert.Equal("completed", outcome);
        Assert.Contains(prompt, content, StringComparison.Ordinal);
        Assert.Contains($"heard you say: {prompt}", content, StringComparison.Ordinal);
    }

    private void AddRows(byte[] rows, Dictionary<string, byte[]> content)
    {
        foreach (string line in Encoding.UTF8.GetString(rows).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var row = JsonDocument.Parse(line);
            string id = row.RootElement.GetProperty("id").GetString()!;
            if (!_rows.TryGetValue(id, out var of))
                _rows[id] = of = [];
            of.Add((row.RootElement.GetProperty("outcome").GetString()!, ContentOf(row.RootElement, content)));
        }
    }

    private static string? ContentOf(JsonElement row, Dictionary<string, byte[]> content)
    {
        if (!row.TryGetProperty("content_object", out var name))
            return null;
        var member = content[name.GetString()!].AsMemory(
            row.GetProperty("content_offset").GetInt32(), row.GetProperty("content_length").GetInt32());
        using var gzip = new GZipStream(new MemoryStream(member.ToArray()), CompressionMode.Decompress);
        using var text = new StreamReader(gzip);
        return text.ReadToEnd();
    }

    private static async Task<byte[]> ReadAsync(IObjectStore store, string name)
    {
        await using var stream = (await store.OpenReadAsync(name, CancellationToken.None))!;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
