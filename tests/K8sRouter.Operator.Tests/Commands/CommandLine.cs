using K8sRouter.Operator.Commands;
using K8sRouter.Testing;

namespace K8sRouter.Operator.Tests.Commands;

/// <summary>Runs the operator as its process would, with what it prints caught.</summary>
internal sealed class CommandLine : IDisposable
{
    private readonly SharedWriter _output = new();
    private readonly SharedWriter _errors = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, string> _environment = [];

    public TimeProvider Time { get; init; } = Clocks.Noon();

    /// <summary>What somebody at the terminal types; null: nobody is there.</summary>
    public string? Typed { get; init; }

    public string Output => _output.ToString();

    public string Errors => _errors.ToString();

    public CommandLine With(string variable, string value)
    {
        _environment[variable] = value;
        return this;
    }

    public Task<int> RunAsync(params string[] arguments)
    {
        var answers = Typed is null ? null : new StringReader(Typed);
        var terminal = new Terminal(_output, _errors, Time) { Answers = answers };
        return OperatorCommand.RunAsync(arguments, terminal, _environment.GetValueOrDefault, _stop.Token);
    }

    public void Stop() => _stop.Cancel();

    /// <summary>Waits until it has printed something, after what it had printed already.</summary>
    public Task OutputAsync(string text, int after = 0) => _output.WaitForAsync(text, after);

    /// <summary>Waits until it has complained about something.</summary>
    public Task ErrorAsync(string text) => _errors.WaitForAsync(text);

    public void Dispose()
    {
        _stop.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }
}
