using System.Runtime.CompilerServices;

namespace K8sRouter.Operator.Tests.Samples;

/// <summary>The sample folder and the answers expected for it; <c>UPDATE_GOLDEN=1</c> writes those anew, for a review of the diff.</summary>
internal static class Sample
{
    public static string Acme { get; } = Path.Combine(Folder(), "acme");

    public static void Expect(string name, string actual)
    {
        var path = Path.Combine(Folder(), "expected", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
