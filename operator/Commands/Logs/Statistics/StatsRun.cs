using K8sRouter.Core.Storage.Reading;
using K8sRouter.Operator.Commands.Logs.Stores;

namespace K8sRouter.Operator.Commands.Logs.Statistics;

/// <summary>Counts what a store holds.</summary>
internal sealed class StatsRun(LogStore store, Terminal terminal)
{
    public async Task<int> RunAsync(GenerationQuery query, int top, bool json, CancellationToken cancellationToken)
    {
        await StoreWorkspaces.CheckAsync(store, cancellationToken);
        var report = await CollectAsync(query, cancellationToken);
        terminal.Output.Write(json ? ReportJson.Render(report) : StatisticsText.Render(store.ToString(), report, top));
        terminal.Output.Flush();
        return ExitCodes.Success;
    }

    private async Task<StoreStatisticsReport> CollectAsync(GenerationQuery query, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine<StoreProgress>(terminal, StoreProgressText.Render);
        return await new StoreStatistics(store.Objects, store.Scope).CollectAsync(query, progress, cancellationToken);
    }
}
