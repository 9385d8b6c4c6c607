using System.CommandLine;

namespace K8sRouter.Operator.Commands.Logs.Exporting;

/// <summary><c>logs export</c>.</summary>
internal static class ExportCommand
{
    public static Command Create(LogsContext context)
    {
        var filter = new FilterOptions();
        var file = CommonOptions.Text(
            "--out", "FILE", "File to write, compressed where it ends in .gz; without it, standard output.");
        var withoutContent = new Option<bool>("--without-content") { Description = "Records alone." };
        var resume = new Option<bool>("--resume") { Description = "Goes on with the interrupted export into --out." };
        var command = new Command("export", "Exports generations with their content as newline-delimited JSON, oldest first.");
        foreach (var option in filter.All)
            command.Options.Add(option);
        command.Options.Add(file);
        command.Options.Add(withoutContent);
        command.Options.Add(resume);
        context.Help.Add(
            command,
            "export --store gs://team-a-prompts --since 2026-11-01 --until 2026-12-01 --out november.jsonl.gz",
            "export --store gs://team-a-prompts --since 2026-11-01 --until 2026-12-01 --out november.jsonl.gz --resume",
            "export --store ./store --without-content | jq .model");
        command.SetAction((parsed, cancellationToken) => CommandAction.RunAsync(
            context.Terminal,
            () =>
            {
                if (parsed.GetValue(resume) && parsed.GetValue(file) is null)
                    throw CommandException.Usage("--resume goes with --out: standard output can't be continued.");
                var wish = new ExportWish
                {
                    Query = now => filter.Query(parsed, now),
                    Filter = filter.Written(parsed),
                    WithContent = !parsed.GetValue(withoutContent),
                };
                // A bad filter is told before anything is opened.
                wish.Query(context.Terminal.Time.GetUtcNow());
                var run = new ExportRun(context.Stores.Open(parsed), wish, context.Terminal);
                return parsed.GetValue(file) is { } path
                    ? run.ToFileAsync(path, parsed.GetValue(resume), cancellationToken)
                    : run.ToOutputAsync(cancellationToken);
            },
            cancellationToken));
        return command;
    }
}
