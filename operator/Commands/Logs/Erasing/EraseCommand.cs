using System.CommandLine;

namespace K8sRouter.Operator.Commands.Logs.Erasing;

/// <summary><c>logs erase</c>.</summary>
internal static class EraseCommand
{
    public static Command Create(LogsContext context)
    {
        var ids = new Option<string[]>("--id")
        {
            Description = "These generations.",
            HelpName = "ID",
            AllowMultipleArgumentsPerToken = true,
        };
        var user = CommonOptions.Text("--user", "USER", "All generations whose request named this user.");
        var before = CommonOptions.Text("--before", "DATE", "All generations of earlier days (UTC).");
        var since = CommonOptions.Text("--since", "WHEN", "With --user: the earliest.");
        var until = CommonOptions.Text("--until", "WHEN", "With --user: the first moment that is too late.");
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what would be erased, and writes nothing." };
        var yes = new Option<bool>("--yes") { Description = "Erases without asking." };
        var json = CommonOptions.Json("One object; goes with --yes or --dry-run.");
        var command = new Command(
            "erase", "Erases content, and from records what can name a person; numbers stay. It can't be undone.")
        {
            ids, user, before, since, until, dryRun, yes, json,
        };
        context.Help.Add(
            command,
            "erase --user u-42 --store gs://team-a-prompts --dry-run",
            "erase --id gen-1795232776-iUp3elvDIMXaAkzl1f3U --resources manifests --workspace team-a --yes",
            "erase --before 2026-08-01 --store gs://team-a-prompts --workspace team-a");
        command.SetAction((parsed, cancellationToken) => CommandAction.RunAsync(
            context.Terminal,
            () =>
            {
                var wish = ErasureWish.Of(
                    parsed.GetValue(ids) ?? [], parsed.GetValue(user), parsed.GetValue(before),
                    InstantArgument.Range(parsed.GetValue(since), parsed.GetValue(until), context.Terminal.Time.GetUtcNow()));
                var (isDry, isSure, isJson) = (parsed.GetValue(dryRun), parsed.GetValue(yes), parsed.GetValue(json));
                if (isJson && !isDry && !isSure)
                    throw CommandException.Usage("--json goes with --yes or --dry-run: a question isn't JSON.");
                if (!isDry && !isSure && context.Terminal.Answers is null)
                {
                    throw CommandException.Usage(
                        "erasing can't be undone, and nobody is at a terminal to be asked: look by --dry-run, "
                        + "then confirm by --yes.");
                }
                var reach = new ErasureReach(context.Opener, context.Terminal.Time);
                var run = new EraseRun(context.Stores.Open(parsed), wish, reach, context.Terminal);
                return run.RunAsync(isDry, isSure, isJson, cancellationToken);
            },
            cancellationToken));
        return command;
    }
}
