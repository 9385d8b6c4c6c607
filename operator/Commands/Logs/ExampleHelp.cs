using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace K8sRouter.Operator.Commands.Logs;

/// <summary>The usual help, and below it the examples of the command, if it has some.</summary>
internal sealed class ExampleHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private readonly Dictionary<Command, string[]> _examples = [];

    public override bool ClearsParseErrors => true;

    public void Add(Command command, params string[] examples) => _examples.Add(command, examples);

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        if (!_examples.TryGetValue(parseResult.CommandResult.Command, out var examples))
            return code;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine($"  K8sRouter.Operator logs {example}");
        return code;
    }
}
