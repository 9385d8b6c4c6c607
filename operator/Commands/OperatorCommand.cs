using System.CommandLine;
using System.CommandLine.Invocation;
using K8sRouter.Operator.Commands.Cluster;
using K8sRouter.Operator.Commands.Destinations;
using K8sRouter.Operator.Commands.Events;
using K8sRouter.Operator.Commands.Explain;
using K8sRouter.Operator.Commands.Logs;
using K8sRouter.Operator.Commands.Logs.Stores;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Signing;
using K8sRouter.Operator.Sources;

namespace K8sRouter.Operator.Commands;

/// <summary>The command line.</summary>
internal static class OperatorCommand
{
    /// <summary>Runs one command line to its end; returns the exit code: 0, 1 for problems, 2 for wrong usage.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, Terminal terminal, Func<string, string?>? environment = null,
        CancellationToken cancellationToken = default)
    {
        var flags = new Flags(environment ?? Environment.GetEnvironmentVariable);
        using var opener = new StoreOpener(terminal.Time, flags.Environment);
        var result = Root(flags, opener, terminal).Parse(arguments);
        if (result.Action is ParseErrorAction)
        {
            foreach (var error in result.Errors)
                await terminal.Errors.WriteLineAsync($"error: {error.Message}");
            await terminal.Errors.WriteLineAsync("Try --help.");
            return ExitCodes.Usage;
        }
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Errors,
            EnableDefaultExceptionHandler = false,
            // Signals are the program's: being stopped is success here, and no call may be cut short.
            ProcessTerminationTimeout = null,
        };
        return await result.InvokeAsync(configuration, cancellationToken);
    }

    private static RootCommand Root(Flags flags, StoreOpener opener, Terminal terminal)
    {
        var options = new OperatorOptions(flags);
        var root = new RootCommand(
            "Compiles policies, providers and destinations into one router configuration per workspace.\n"
            + "Directory mode: follows a folder of manifests until stopped (SIGINT, SIGTERM).\n"
            + "Exit codes: 0 success, 1 problems with the resources or the folders, 2 wrong usage.")
        {
            options.Resources, options.ConfigOut, options.OperatorNamespace, options.SigningKey, options.Once, options.Check,
            options.Interval,
        };
        root.Subcommands.Add(RunCommand.Create(flags, options, terminal));
        root.Subcommands.Add(ExplainCommand.Create(flags, options, terminal));
        root.Subcommands.Add(CustomResourceDefinitions(terminal));
        root.Subcommands.Add(Rights(terminal));
        root.Subcommands.Add(PolicyFields(terminal));
        root.Subcommands.Add(DestinationsCommand.Create(flags, options, terminal));
        LogsCommand.AddTo(root, flags, options, opener, terminal);
        root.Subcommands.Add(EventsCommand.Create(terminal));
        root.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(options.Resources) is not { } resources)
                return Missing(terminal, "--resources");
            if (options.IntervalOf(parsed) is not { } interval)
            {
                await terminal.Errors.WriteLineAsync(
                    $"error: --interval '{parsed.GetValue(options.Interval)}' isn't a time from 10ms to 24h, "
                    + "such as 250ms or 5s.");
                return ExitCodes.Usage;
            }
            var source = new DirectorySource(resources, interval, terminal.Time);
            var operatorNamespace = parsed.GetValue(options.OperatorNamespace)!;
            if (parsed.GetValue(options.Check))
                return CheckRun.Run(source, operatorNamespace, terminal);
            if (parsed.GetValue(options.ConfigOut) is not { } configOut)
                return Missing(terminal, "--config-out");
            EnvelopeSigner? signer = null;
            if (parsed.GetValue(options.SigningKey) is { } file)
            {
                if (SigningKeyFile.TryRead(file, terminal) is not { } key)
                    return ExitCodes.Usage;
                signer = new EnvelopeSigner(() => new SigningKeySet(key, null), terminal.Time);
            }
            var publisher = new DirectoryPublisher(
                new DirectoryWriter(configOut, terminal.Time, signer), operatorNamespace, terminal);
            var run = new DirectoryRun(source, publisher, terminal);
            return parsed.GetValue(options.Once)
                ? await run.OnceAsync(cancellationToken)
                : await run.FollowAsync(cancellationToken);
        });
        return root;
    }

    private static Command CustomResourceDefinitions(Terminal terminal)
    {
        var folder = new Option<string?>("--out")
        {
            Description = "Folder for the manifests; without it they are printed.",
            HelpName = "DIR",
        };
        var withoutCel = new Option<bool>("--without-cel")
        {
            Description = "Leave out the rules in the Common Expression Language, which servers before Kubernetes 1.25 lack.",
        };
        var command = new Command("crds", "Generates the CustomResourceDefinitions.") { folder, withoutCel };
        command.SetAction(parsed => CrdsRun.Run(parsed.GetValue(folder), !parsed.GetValue(withoutCel), terminal));
        return command;
    }

    private static Command Rights(Terminal terminal)
    {
        var folder = new Option<string?>("--out")
        {
            Description = "Folder for the manifests; without it they are printed.",
            HelpName = "DIR",
        };
        var command = new Command("rbac", "Generates the roles that the operator needs, and those for people.") { folder };
        command.SetAction(parsed => RbacRun.Run(parsed.GetValue(folder), terminal));
        return command;
    }

    private static Command PolicyFields(Terminal terminal)
    {
        var command = new Command(
            "policy-fields", "Prints how the organization floor and a workspace's policy merge, as Markdown.");
        command.SetAction(_ => terminal.Output.Write(PolicyFieldsTable.Render()));
        return command;
    }

    private static int Missing(Terminal terminal, string flag)
    {
        terminal.Errors.WriteLine($"error: {flag} is required (or its environment variable; see --help).");
        return ExitCodes.Usage;
    }
}
