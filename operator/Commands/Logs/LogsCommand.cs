using System.CommandLine;
using System.CommandLine.Help;
using K8sRouter.Operator.Commands.Logs.Bucket;
using K8sRouter.Operator.Commands.Logs.Erasing;
using K8sRouter.Operator.Commands.Logs.Exporting;
using K8sRouter.Operator.Commands.Logs.Listing;
using K8sRouter.Operator.Commands.Logs.Showing;
using K8sRouter.Operator.Commands.Logs.Statistics;
using K8sRouter.Operator.Commands.Logs.Stores;
using K8sRouter.Operator.Commands.Logs.Verifying;

namespace K8sRouter.Operator.Commands.Logs;

/// <summary><c>logs</c> and what is below it.</summary>
internal static class LogsCommand
{
    /// <summary>Content is kept for at least that long, by the API's own promise.</summary>
    public const int LeastRetentionDays = 90;

    /// <summary>Adds the commands.</summary>
    /// <param name="root">The command that they belong to.</param>
    /// <param name="flags">Makes flags.</param>
    /// <param name="operatorOptions">The flags of all commands.</param>
    /// <param name="opener">Opens stores.</param>
    /// <param name="terminal">Where they print.</param>
    public static void AddTo(
        RootCommand root, Flags flags, OperatorOptions operatorOptions, StoreOpener opener, Terminal terminal)
    {
        var options = new StoreOptions(flags);
        var helpOption = root.Options.OfType<HelpOption>().Single();
        var help = new ExampleHelp((HelpAction)helpOption.Action!);
        helpOption.Action = help;
        var context = new LogsContext(new StoreResolver(options, operatorOptions, opener, terminal), opener, help, terminal);
        var command = new Command(
            "logs", "Reads, exports, erases and checks what sidecars recorded: in a bucket, or in a sidecar's own folder.")
        {
            ListCommand.Create(context),
            ShowCommand.Create(context),
            ExportCommand.Create(context),
            EraseCommand.Create(context),
            VerifyCommand.Create(context),
            StatsCommand.Create(context),
            CheckBucketCommand.Create(context),
        };
        foreach (var option in options.All)
            command.Options.Add(option);
        help.Add(
            command, "list --store gs://team-a-prompts --since 2h", "list --store ./store",
            "list --resources manifests --workspace team-a");
        root.Subcommands.Add(command);
    }
}
