using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Injection;

/// <summary>Variables by which client libraries find the sidecar, for containers that don't have them.</summary>
internal static class AppEnvironment
{
    /// <summary>Libraries refuse to start without a key; on loopback any is taken.</summary>
    private const string Placeholder = "k8srouter";

    /// <summary>Where libraries of OpenAI's and Anthropic's make call to.</summary>
    public static IReadOnlyList<(string Name, string Value)> Urls(string port) =>
    [
        ("OPENAI_BASE_URL", $"http://127.0.0.1:{port}/api/v1"), ("ANTHROPIC_BASE_URL", $"http://127.0.0.1:{port}"),
    ];

    /// <summary>The keys that they want.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY"];

    /// <summary>Gives a container what it lacks.</summary>
    /// <param name="patch">Of its pod.</param>
    /// <param name="container">The container.</param>
    /// <param name="port">The data port.</param>
    /// <param name="former">
    /// The data port of a sidecar that was replaced, whose addresses are ours to change; null: none was.
    /// </param>
    public static void Complete(PodPatch patch, PodContainer container, string port, string? former)
    {
        string[] path = ["spec", container.List, $"{container.Index}", "env"];
        var set = container.Json.Objects("env");
        foreach (var (name, value) in Urls(port))
        {
            var at = IndexOf(set, name);
            if (at < 0)
                patch.Insert(Variable(name, value), null, path);
            else if (former is not null && former != port && Urls(former).Contains((name, set[at].Text("value") ?? "")))
                patch.ReplaceAt(Variable(name, value), at, path);
        }
        if (TakesFromElsewhere(container))
            return;
        foreach (var name in Keys.Where(name => IndexOf(set, name) < 0))
            patch.Insert(Variable(name, Placeholder), null, path);
    }

    /// <summary>Whether keys may come from where they can't be seen here; a variable of ours would win over them.</summary>
    public static bool TakesFromElsewhere(PodContainer container) => container.Json.Objects("envFrom").Count > 0;

    private static int IndexOf(IReadOnlyList<JsonObject> set, string name)
    {
        for (var i = 0; i < set.Count; i++)
        {
            if (set[i].Text("name") == name)
                return i;
        }
        return -1;
    }

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };
}
