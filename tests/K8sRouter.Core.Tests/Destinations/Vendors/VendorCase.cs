using System.Text.Json.Nodes;

namespace K8sRouter.Core.Tests.Destinations.Vendors;

/// <summary>One type of destination as it is configured in the tests, and the vendor that receives it.</summary>
internal sealed record VendorCase
{
    public Dictionary<string, string> Config { get; init; } = [];

    public Dictionary<string, string> Secrets { get; init; } = [];

    /// <summary>Method and address of the request; what a star at the end stands for may differ.</summary>
    public required string Request { get; init; }

    /// <summary>What the vendor refuses a request without: <c>Name: value</c>.</summary>
    public string[] Headers { get; init; } = [];

    /// <summary>Whether the vendor's documentation says that it takes compressed bodies; those that don't say refuse them.</summary>
    public bool TakesGzip { get; init; }

    /// <summary>Reads the body in a form that people can read, and refuses what isn't right.</summary>
    public required Func<Received, JsonNode> Read { get; init; }

    /// <summary>Throws <see cref="Refused"/> for what the vendor doesn't take.</summary>
    public JsonNode Check(Received request)
    {
        string at = request.Method + " " + Uri.UnescapeDataString(request.Url.AbsoluteUri.Split('?')[0]);
        Refused.Unless(Request.EndsWith('*') ? at.StartsWith(Request[..^1], StringComparison.Ordinal) : at == Request, 404, $"nothing at {at}");
        foreach (string header in Headers)
        {
            string[] parts = header.Split(": ", 2);
            Refused.Unless(request.Header(parts[0]) == parts[1], 401, $"{parts[0]} is {request.Header(parts[0])}");
        }
        Refused.Unless(TakesGzip || request.Header("Content-Encoding") is null, 415, "compressed");
        Refused.Unless(request.Header("Content-Length") is not null, 411, "no length");
        return Read(request);
    }
}
