using System.CommandLine;
using K8sRouter.Operator.Commands.Logs;

namespace K8sRouter.Operator.Commands.Destinations;

/// <summary><c>destinations test</c>.</summary>
internal static class TestCommand
{
    public static Command Create(Flags flags, OperatorOptions options, Terminal terminal)
    {
        var target = new Argument<string>("FILE|NAME")
        {
            Description = "A manifest (*.yaml, *.yml, *.json) of one or more destinations, or the name of one in --resources.",
        };
        var workspace = new Option<string?>("--workspace", "-n")
        {
            Description = "Namespace of the destination; with NAME.",
            HelpName = "WORKSPACE",
        };
        var timeout = new Option<string>("--timeout")
        {
            Description = "Longest wait for an answer, such as 500ms, 10s or 1m.",
            HelpName = "TIME",
            DefaultValueFactory = _ => "10s",
        };
        var allowPrivate = flags.Switch(
            "allow-private-addresses",
            "Lets loopback and private networks be called; link-local and metadata addresses never are.");
        var json = CommonOptions.Json("One object.");
        var command = new Command(
            "test",
            "Sends a harmless test to destinations, in each one's own format, and says what came back and what to do. "
            + "Secrets come from the manifest or from --resources. Exit codes: 0 all pass, 1 one fails, 2 wrong usage.")
        {
            target, workspace, timeout, allowPrivate, json,
        };
        command.SetAction((parsed, cancellationToken) => CommandAction.RunAsync(
            terminal,
            () =>
            {
                var limit = TimeoutArgument.Parse(timeout.Name, parsed.GetValue(timeout)!);
                var resources = new TestResources(
                    parsed.GetValue(options.Resources), parsed.GetValue(options.OperatorNamespace)!, terminal);
                var targets = resources.Find(parsed.GetValue(target)!, parsed.GetValue(workspace));
                return new TestRun(terminal, limit, parsed.GetValue(allowPrivate))
                    .RunAsync(targets, parsed.GetValue(json), cancellationToken);
            },
            cancellationToken));
        return command;
    }
}
