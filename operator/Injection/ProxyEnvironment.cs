using System.Text.Json.Nodes;
using K8sRouter.Operator.Webhooks.Admission;

namespace K8sRouter.Operator.Injection;

/// <summary>
/// Keeps calls of the sidecar out of a container's proxy, which would read the prompts. Of NO_PROXY and no_proxy some clients
/// read one first, some the other: both get the same list, of all that either holds and loopback.
/// </summary>
internal static class ProxyEnvironment
{
    /// <summary>The two names of the list.</summary>
    private static readonly string[] Lists = ["NO_PROXY", "no_proxy"];

    private static readonly string[] Proxies =
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

    private static readonly string[] Loopback = ["127.0.0.1", "localhost", "::1"];

    /// <summary>A list of this alone means that no call goes to the proxy; beside another entry few clients honour it.</summary>
    private const string Everything = "*";

    /// <summary>Before the name of a list whose value comes from elsewhere and is kept under this name.</summary>
    private const string Kept = "K8SROUTER_APP_";

    /// <summary>Adds loopback to the lists of a container that has a proxy.</summary>
    public static void Complete(PodPatch patch, PodContainer container)
    {
        var set = container.Json.Objects("env");
        if (!HasProxy(set) || ProblemOf(container) is not null)
            return;
        string[] path = ["spec", container.List, $"{container.Index}", "env"];
        var found = Found(set);
        if (found.All(HasLoopback) && found.Count == Lists.Length)
            return;
        var value = Union(found);
        if (found.Count == 0)
        {
            foreach (var list in Lists)
                patch.Insert(Variable(list, value), null, path);
            return;
        }
        // A reference is to what stands before it: a list that needs the later one's is defined after that.
        var last = found[^1];
        var moved = found.Count == 1 ? Lists.Single(list => list != last.Name) : MustMove(found) ? found[0].Name : null;
        if (moved is not null)
            patch.Insert(Variable(moved, value), last.At + 1, path);
        Write(patch, last, value, path);
        if (found.Count == 1)
            return;
        if (moved is null)
            Write(patch, found[0], value, path);
        else if (found[0].IsFromElsewhere)
            patch.ReplaceAt(Renamed(found[0]), found[0].At, path);
        else
            patch.RemoveAt(found[0].At, path);
    }

    /// <summary>Why nothing is set although calls may go to a proxy, with the line to add; null: that isn't so.</summary>
    public static AdmissionWarning? ProblemOf(PodContainer container)
    {
        var set = container.Json.Objects("env");
        var found = Found(set);
        if (found.Count == Lists.Length && found.All(HasLoopback))
            return null;
        if (AppEnvironment.TakesFromElsewhere(container) && !(HasProxy(set) && found.Count == Lists.Length))
        {
            // What isn't in env may come from there, and a list of ours would win over it.
            return new(
                $"{container.Path}.envFrom",
                $"a proxy that comes from there would get the calls of the sidecar: set {string.Join(" and ", Lists)} in env, "
                + $"each to {Line(found)}");
        }
        return HasProxy(set) && MustMove(found) && IsUsedBetween(set, found)
            ? new(
                $"{container.Path}.env[{found[0].Name}]",
                $"can't be extended, as a variable after it refers to it: the proxy may get the calls of the sidecar. "
                + $"Append ,{string.Join(',', Loopback)} to {string.Join(" and ", Lists)}")
            : null;
    }

    /// <summary>A reference to what comes by envFrom is resolved; one to nothing is an entry that matches nothing.</summary>
    private static string Line(IReadOnlyList<Source> found)
    {
        var own = Lists.Select(list =>
            found.FirstOrDefault(one => one.Name == list && !one.IsFromElsewhere)?.Text ?? Reference(list));
        return string.Join(',', own.Concat(Loopback));
    }

    private static bool HasProxy(IReadOnlyList<JsonObject> set) => set.Any(variable =>
        Proxies.Contains(variable.Text("name"))
        && (variable.Object("valueFrom") is not null || variable.Text("value") is { Length: > 0 }));

    /// <summary>The lists that the container sets, in their order; of two of one name the kubelet takes the last.</summary>
    private static List<Source> Found(IReadOnlyList<JsonObject> set) =>
    [
        .. set.Select((variable, at) => (Name: variable.Text("name"), At: at, Json: variable))
            .Where(one => Lists.Contains(one.Name))
            .GroupBy(one => one.Name).Select(group => group.Last()).OrderBy(one => one.At)
            .Select(one => new Source(one.At, one.Json)),
    ];

    private static bool HasLoopback(Source list) =>
        !list.IsFromElsewhere
        && (list.Text == Everything || !Loopback.Except(list.Entries, StringComparer.OrdinalIgnoreCase).Any());

    /// <summary>What both lists hold and loopback, the entries of NO_PROXY first.</summary>
    private static string Union(IReadOnlyList<Source> found)
    {
        if (found.Any(list => list.Text == Everything))
            return Everything;
        // What the later list takes over from the earlier one by reference is there already, and no longer to be referred to.
        var entries = found.OrderBy(list => Array.IndexOf(Lists, list.Name)).SelectMany(list => EntriesOf(list, found[0]));
        // Names of hosts are the same in either case, and those of variables are two.
        return string.Join(
            ',', entries.Concat(Loopback).DistinctBy(entry => IsReference(entry) ? entry : entry.ToUpperInvariant()));
    }

    private static string[] EntriesOf(Source list, Source first) => list == first
        ? list.Entries
        : Split(list.Text.Replace(Reference(first.Name), first.Text, StringComparison.Ordinal));

    /// <summary>Whether the earlier list gets entries that are only known where the later one stands.</summary>
    private static bool MustMove(IReadOnlyList<Source> found) =>
        found.Count == Lists.Length && EntriesOf(found[1], found[0]).Except(found[0].Entries).Any(IsReference);

    private static bool IsUsedBetween(IReadOnlyList<JsonObject> set, IReadOnlyList<Source> found) =>
        set.Take(found[1].At).Skip(found[0].At + 1)
            .Any(variable => variable.Text("value")?.Contains(Reference(found[0].Name), StringComparison.Ordinal) is true);

    /// <summary>A list in its place; one that comes from elsewhere is kept before it, under a name of ours.</summary>
    private static void Write(PodPatch patch, Source list, string value, string[] path)
    {
        if (list.IsFromElsewhere)
        {
            patch.Insert(Variable(list.Name, value), list.At + 1, path);
            patch.ReplaceAt(Renamed(list), list.At, path);
        }
        else if (list.Text != value)
        {
            patch.ReplaceAt(Variable(list.Name, value), list.At, path);
        }
    }

    private static JsonObject Renamed(Source list)
    {
        var kept = list.Json.DeepClone().AsObject();
        kept["name"] = Kept + list.Name;
        return kept;
    }

    private static bool IsReference(string entry) => entry.Contains("$(", StringComparison.Ordinal);

    private static string Reference(string name) => $"$({name})";

    private static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };

    /// <summary>A list that a container sets.</summary>
    private sealed record Source(int At, JsonObject Json)
    {
        public string Name { get; } = Json.Text("name")!;

        public bool IsFromElsewhere { get; } = Json.Object("valueFrom") is not null;

        /// <summary>What stands in another variable for its value.</summary>
        public string Text => IsFromElsewhere ? Reference(Kept + Name) : Json.Text("value")?.Trim() ?? "";

        public string[] Entries => Split(Text);
    }
}
