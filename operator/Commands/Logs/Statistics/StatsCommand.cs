using System.CommandLine;

namespace K8sRouter.Operator.Commands.Logs.Statistics;

/// <summary><c>logs stats</c>.</summary>
internal static class StatsCommand
{
    private const int MostRows = 1000;

    public static Command Create(LogsContext context)
    {
        var filter = new FilterOptions();
        var top = new Option<string>("--top")
        {
            Description = "The most models and providers that are shown.",
            HelpName = "N",
            DefaultValueFactory = _ => "10",
        };
        var json = CommonOptions.Json("One object, with every model and provider that is told apart.");
        var command = new Command("stats", "Counts generations, tokens, cost and bytes, by day, model, provider and outcome.");
        foreach (var option in filter.All)
            command.Options.Add(option);
        command.Options.Add(top);
        command.Options.Add(json);
        context.Help.Add(
            command, "stats --store gs://team-a-prompts --since 7d", "stats --resources manifests --workspace team-a --json");
        command.SetAction((parsed, cancellationToken) => CommandAction.RunAsync(
            context.Terminal,
            () =>
            {
                var query = filter.Query(parsed, context.Terminal.Time.GetUtcNow());
                var rows = NumberArgument.Parse(top.Name, parsed.GetValue(top)!, 1, MostRows);
                var run = new StatsRun(context.Stores.Open(parsed), context.Terminal);
                return run.RunAsync(query, rows, parsed.GetValue(json), cancellationToken);
            },
            cancellationToken));
        return command;
    }
}
