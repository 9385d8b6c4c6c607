using System.CommandLine;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Operator.Commands.Logs.Listing;

/// <summary><c>logs list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(LogsContext context)
    {
        var filter = new FilterOptions();
        var limit = new Option<string>("--limit")
        {
            Description = "The most that are listed.",
            HelpName = "N",
            DefaultValueFactory = _ => "20",
        };
        var json = CommonOptions.Json("A line of JSON each, with the fields of GET /api/v1/generation.");
        var command = new Command("list", "Lists generations, newest first.");
        foreach (var option in filter.All)
            command.Options.Add(option);
        command.Options.Add(limit);
        command.Options.Add(json);
        context.Help.Add(
            command,
            "list --store gs://team-a-prompts",
            "list --resources manifests --workspace team-a --since 2h --outcome failed",
            "list --store ./store --user u-42 --limit 1000 --json");
        command.SetAction((parsed, cancellationToken) => CommandAction.RunAsync(
            context.Terminal,
            () =>
            {
                var query = filter.Query(parsed, context.Terminal.Time.GetUtcNow()) with
                {
                    Limit = NumberArgument.Parse(limit.Name, parsed.GetValue(limit)!, 1, GenerationQuery.LargestLimit),
                };
                var run = new ListRun(context.Stores.Open(parsed), context.Terminal);
                return run.RunAsync(query, parsed.GetValue(json), cancellationToken);
            },
            cancellationToken));
        return command;
    }
}
