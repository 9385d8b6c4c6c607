using K8sRouter.Core.Storage;
using K8sRouter.Operator.Tests.Samples;

namespace K8sRouter.Operator.Tests.Commands.Logs;

/// <summary>A folder store with the sample, and the operator beside it.</summary>
internal sealed class LogsFixture : IDisposable
{
    private readonly List<CommandLine> _commands = [];

    private LogsFixture()
    {
    }

    public TemporaryFolder Folder { get; } = new();

    public string StoreFolder => Folder["store"];

    public FolderObjectStore Store => new(StoreFolder);

    public static async Task<LogsFixture> CreateAsync()
    {
        var fixture = new LogsFixture();
        await SampleLogs.WriteAsync(fixture.Store);
        return fixture;
    }

    /// <summary>Runs <c>logs</c> over the folder.</summary>
    public Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) =>
        RunRawAsync(null, ["logs", .. arguments, "--store", StoreFolder]);

    /// <summary>Runs it with somebody at the terminal who types this.</summary>
    public Task<(int Code, string Output, string Errors)> RunTypingAsync(string typed, params string[] arguments) =>
        RunRawAsync(typed, ["logs", .. arguments, "--store", StoreFolder]);

    public async Task<(int Code, string Output, string Errors)> RunRawAsync(string? typed, params string[] arguments)
    {
        var command = new CommandLine { Typed = typed };
        _commands.Add(command);
        var code = await command.RunAsync(arguments);
        return (code, command.Output, command.Errors);
    }

    /// <summary>Compares with a file, in which the folder's name is STORE.</summary>
    public void Expect(string name, string actual) =>
        Sample.Expect($"logs/{name}", actual.Replace(StoreFolder, "STORE", StringComparison.Ordinal));

    /// <summary>Every file of the store, by name, with its text.</summary>
    public IEnumerable<(string Name, byte[] Bytes)> Files() =>
        Directory.EnumerateFiles(StoreFolder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetRelativePath(StoreFolder, path), File.ReadAllBytes(path)));

    public void Dispose()
    {
        foreach (var command in _commands)
            command.Dispose();
        Folder.Dispose();
    }
}
