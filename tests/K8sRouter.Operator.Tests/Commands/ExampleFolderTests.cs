namespace K8sRouter.Operator.Tests.Commands;

/// <summary>Each folder of examples is a set of its own, as README.md says: together they would have two floors.</summary>
public sealed class ExampleFolderTests
{
    private static readonly string Examples = Path.Combine(ExampleDestinationTests.Repository(), "examples");

    public static TheoryData<string> Folders =>
    [
        .. Directory.EnumerateDirectories(Examples).Select(folder => Path.GetFileName(folder)!)
            .Where(folder => Directory.EnumerateFiles(Path.Combine(Examples, folder), "*.yaml", SearchOption.AllDirectories).Any()),
    ];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task A_folder_of_examples_passes_the_check_alone(string folder)
    {
        using var command = new CommandLine();

        int code = await command.RunAsync("--resources", Path.Combine(Examples, folder), "--check");

        Assert.True(code == 0, command.Errors + command.Output);
        Assert.Contains("0 errors, 0 warnings", command.Output, StringComparison.Ordinal);
    }
}
