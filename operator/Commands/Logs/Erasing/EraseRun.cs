using K8sRouter.Core.Storage.Erasing;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Operator.Commands.Logs.Stores;

namespace K8sRouter.Operator.Commands.Logs.Erasing;

/// <summary>Erases, once somebody has confirmed it, and says what is left where.</summary>
internal sealed class EraseRun(LogStore store, ErasureWish wish, ErasureReach reach, Terminal terminal)
{
    /// <param name="dryRun">Writes nothing.</param>
    /// <param name="confirmed">Doesn't ask.</param>
    /// <param name="json">For scripts.</param>
    /// <param name="cancellationToken">Stops between two objects; what is erased stays erased.</param>
    public async Task<int> RunAsync(bool dryRun, bool confirmed, bool json, CancellationToken cancellationToken)
    {
        await StoreWorkspaces.CheckAsync(store, cancellationToken);
        if (!dryRun && !confirmed && !await IsConfirmedAsync(cancellationToken))
        {
            await terminal.Errors.WriteLineAsync("nothing was erased");
            return ExitCodes.Problems;
        }
        var report = await EraseOrStopAsync(dryRun, cancellationToken);
        // Who finds nothing of a user must know where else to look.
        var byUser = wish.Request.User is not null;
        var left = report.Generations > 0 || byUser ? await reach.SentencesAsync(store, byUser, cancellationToken) : [];
        terminal.Output.Write(json
            ? ReportJson.Render(new { Store = store.ToString(), Report = report, StillThere = left })
            : ErasureText.Render(store.ToString(), wish.Words, report, left));
        terminal.Output.Flush();
        return report.IsWhole ? ExitCodes.Success : ExitCodes.Problems;
    }

    private async Task<bool> IsConfirmedAsync(CancellationToken cancellationToken)
    {
        var report = await EraseAsync(dryRun: true, cancellationToken);
        terminal.Output.Write(ErasureText.Render(store.ToString(), wish.Words, report, []));
        if (report.Generations == 0)
            return false;
        terminal.Output.Write("\nErase this? It can't be undone. Type yes: ");
        terminal.Output.Flush();
        // A console's reader knows no cancellation: a signal must end the question too.
        var answer = await Task.Run(terminal.Answers!.ReadLine, cancellationToken).WaitAsync(cancellationToken);
        return answer?.Trim() == "yes";
    }

    private async Task<ErasureReport> EraseOrStopAsync(bool dryRun, CancellationToken cancellationToken)
    {
        try
        {
            return await EraseAsync(dryRun, cancellationToken);
        }
        catch (Exception e) when (!dryRun && e is IOException or OperationCanceledException)
        {
            await terminal.Errors.WriteLineAsync("what is erased by now stays erased; the same command does the rest");
            throw;
        }
    }

    private async Task<ErasureReport> EraseAsync(bool dryRun, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine<StoreProgress>(terminal, StoreProgressText.Render);
        return await new GenerationEraser(store.Objects, store.Scope, store.Buckets, store.ContentPlaces)
            .EraseAsync(wish.Request with { DryRun = dryRun }, progress, cancellationToken);
    }
}
