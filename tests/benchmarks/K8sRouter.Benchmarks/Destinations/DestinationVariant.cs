using K8sRouter.Benchmarks.Upstream;

namespace K8sRouter.Benchmarks.Destinations;

/// <summary>The destinations of one sidecar.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Count">How many.</param>
/// <param name="Url">Where all of them are; <c>UPSTREAM_PORT</c> in it is replaced.</param>
/// <param name="Delivers">Whether what is sent there arrives.</param>
internal sealed record DestinationVariant(string Name, int Count, string Url, bool Delivers)
{
    private const string Alive = "http://127.0.0.1:UPSTREAM_PORT/webhook";

    public static DestinationVariant None { get; } = new("none", 0, Alive, true);

    public static IReadOnlyList<DestinationVariant> All { get; } =
    [
        None,
        new("one", 1, Alive, true),
        new("five", 5, Alive, true),
        // Nobody listens on the port for discarding.
        new("one, nobody listens", 1, "http://127.0.0.1:9/webhook", false),
        new("one, never answers", 1, "http://127.0.0.1:UPSTREAM_PORT" + UpstreamServer.HangingPath, false),
    ];

    /// <summary>The resources with these destinations in the place of the last two documents: a Secret and its destination.</summary>
    public string Resources(string one)
    {
        string[] documents = one.Split("\n---\n");
        var destinations = Enumerable.Range(1, Count).SelectMany(number => documents[^2..].Select(document => document
            .Replace(Alive, Url, StringComparison.Ordinal)
            .Replace("name: receiver", $"name: receiver-{number}", StringComparison.Ordinal)
            .Replace("name: webhook", $"name: webhook-{number}", StringComparison.Ordinal)));
        return string.Join("\n---\n", documents[..^2].Concat(destinations));
    }
}
