using System.Text.Json;

namespace K8sRouter.Benchmarks.Measuring;

/// <summary>Compares the runtime settings of the two programs: measuring under different ones would be no comparison.</summary>
internal static class RuntimeSettings
{
    public static IReadOnlyList<string> Differences(string? bareYarp, string? sidecar)
    {
        if (bareYarp is null || sidecar is null || Read(bareYarp) is not { } left || Read(sidecar) is not { } right)
            return [];
        return
        [
            .. left.Keys.Union(right.Keys).Order()
                .Where(name => left.GetValueOrDefault(name) != right.GetValueOrDefault(name))
                .Select(name => $"runtime setting {name}: bare YARP {Value(left, name)}, sidecar {Value(right, name)}"),
        ];
    }

    private static string Value(Dictionary<string, string> settings, string name) => settings.GetValueOrDefault(name, "(absent)");

    private static Dictionary<string, string>? Read(string executable)
    {
        var file = executable + ".runtimeconfig.json";
        if (!File.Exists(file))
            return null;
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.GetProperty("runtimeOptions").TryGetProperty("configProperties", out var properties)
            ? properties.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.ToString())
            : [];
    }
}
