using System.Runtime.CompilerServices;
using System.Text.Json;

namespace K8sRouter.Core.Tests.Destinations;

/// <summary>Compares with a file beside the test; <c>UPDATE_GOLDEN=1</c> writes it anew, for a review of the diff.</summary>
internal static class Golden
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Where an expected payload lies.</summary>
    public static string File(string name, [CallerFilePath] string caller = "") => Path.Combine(Path.GetDirectoryName(caller)!, "Golden", name + ".json");

    public static void Equal(string name, ReadOnlySpan<byte> json, [CallerFilePath] string caller = "")
    {
        string file = File(name, caller);
        string actual = JsonSerializer.Serialize(JsonElement.Parse(json), Indented) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            System.IO.File.WriteAllText(file, actual);
        }
        Assert.Equal(System.IO.File.ReadAllText(file), actual);
    }
}
