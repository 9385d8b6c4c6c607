using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Control;
using K8sRouter.MockProvider.Faults;

namespace K8sRouter.MockProvider.Http;

/// <summary>A validated call on its way to its answer.</summary>
internal sealed class ApiCall
{
    public required HttpContext Context { get; init; }

    public required IProviderApi Api { get; init; }

    public required MockOptions Options { get; init; }

    public required TimeProvider Time { get; init; }

    public required RecordedRequest Recorded { get; init; }

    public required JsonElement Body { get; init; }

    public Fault? Fault { get; init; }

    /// <summary>Number of the call with the provider's name: ids are made of it, so that they are readable in tests.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Options.Name}{Recorded.Number:D8}");

    public string RequestId => $"req_{Id}";

    /// <summary>Unix seconds of the call's arrival: the same in every chunk.</summary>
    public long Created => Recorded.At.ToUnixTimeSeconds();

    public string Model => Body.GetProperty("model").GetString()!;

    public bool Streamed => Body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;

    public bool Has(string fault) => Fault?.Name == fault;

    public async Task WriteAsync(JsonObject body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Options);
        Context.Response.ContentType = "application/json";
        Context.Response.ContentLength = bytes.Length;
        await Context.Response.Body.WriteAsync(bytes, Context.RequestAborted);
    }
}
