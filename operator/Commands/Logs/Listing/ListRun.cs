using K8sRouter.Core.Storage.Reading;
using K8sRouter.Operator.Commands.Logs.Stores;

namespace K8sRouter.Operator.Commands.Logs.Listing;

/// <summary>Lists generations, newest first.</summary>
internal sealed class ListRun(LogStore store, Terminal terminal)
{
    public async Task<int> RunAsync(GenerationQuery query, bool json, CancellationToken cancellationToken)
    {
        await StoreWorkspaces.CheckAsync(store, cancellationToken);
        var tally = new ReadingTally();
        var table = new ListTable(showsWorkspace: store.Scope.Workspace is null);
        var found = 0;
        await foreach (var generation in store.Reader.NewestAsync(query, tally, cancellationToken))
        {
            terminal.Output.Write(json ? GenerationLine.Render(generation.Record) : table.Next(generation));
            found++;
        }
        terminal.Output.Flush();
        if (found == 0)
            await terminal.Errors.WriteLineAsync($"no generation in {store} matches");
        else if (found == query.Limit && !json)
            await terminal.Errors.WriteLineAsync($"the newest {found}; there may be more: --limit raises it, --until goes back");
        Tallies.Warn(tally, terminal);
        return ExitCodes.Success;
    }
}
