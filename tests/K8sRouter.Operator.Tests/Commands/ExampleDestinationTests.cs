using System.Text.RegularExpressions;
using K8sRouter.Core.Destinations;

namespace K8sRouter.Operator.Tests.Commands;

/// <summary>The manifests in examples/destinations are accepted as they are, once the Secrets that they name exist.</summary>
public sealed partial class ExampleDestinationTests
{
    private static readonly string Folder = Path.Combine(Repository(), "examples", "destinations");

    public static TheoryData<string> Files => [.. Names()];

    [Fact]
    public void There_is_one_for_every_type() =>
        Assert.Empty(DestinationTypes.All.Select(type => type.Name + ".yaml").Except(Names()));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Check_accepts_it(string file)
    {
        string manifest = await File.ReadAllTextAsync(Path.Combine(Folder, file));
        using var resources = new TemporaryFolder();
        using var command = new CommandLine();
        resources.Write(file, manifest);
        if (!manifest.Contains("kind: Secret", StringComparison.Ordinal))
            resources.Write("secrets.yaml", Secrets(manifest));

        Assert.Equal(0, await command.RunAsync("--resources", resources.Path, "--check"));

        Assert.Empty(command.Errors);
        Assert.Contains($"({Value(manifest, "type")}, content ", command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("notice", command.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names() => Directory.EnumerateFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)).Order();

    private static string Secrets(string manifest) => string.Join("---\n", SecretConfig().Matches(manifest)
        .GroupBy(match => match.Groups["name"].Value)
        .Select(secret =>
            $"""
            apiVersion: v1
            kind: Secret
            metadata: {"{"}name: {secret.Key}, namespace: {Value(manifest, "namespace")}, labels: {"{"}k8srouter.io/use: destination{"}"}{"}"}
            stringData:
            {string.Join('\n', secret.Select(match => $"  {match.Groups["key"].Value}: {Example(match.Groups["field"].Value)}"))}

            """));

    private static string Example(string field) => field switch
    {
        "url" => "https://receiver.example/traces",
        "dsn" => "https://public@o1.ingest.us.sentry.io/42",
        _ => "value-of-a-secret",
    };

    private static string Value(string manifest, string name) => Regex.Match(manifest, $@"^  {name}: (\S+)$", RegexOptions.Multiline).Groups[1].Value;

    internal static string Repository()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "K8sRouter.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"\{field: (?<field>[^,]+), name: (?<name>[^,]+), key: (?<key>[^}]+)\}")]
    private static partial Regex SecretConfig();
}
