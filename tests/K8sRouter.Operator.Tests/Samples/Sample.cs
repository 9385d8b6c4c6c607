using System.Runtime.CompilerServices;

namespace K8sRouter.Operator.Tests.Samples;

/// <summary>The sample folder and the answers expected for it.</summary>
internal static class Sample
{
    /// <summary>With this variable set, the expected files are written anew; the review of the difference is yours.</summary>
    private const string Refresh = "K8SROUTER_REFRESH_EXPECTED";

    public static string Acme { get; } = Path.Combine(Folder(), "acme");

    public static void Expect(string name, string actual)
    {
        var path = Path.Combine(Folder(), "expected", name);
        if (Environment.GetEnvironmentVariable(Refresh) is { Length: > 0 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
