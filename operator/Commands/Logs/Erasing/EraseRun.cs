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
        var outcome = await EraseOrStopAsync(dryRun, cancellationToken);
        var left = outcome.Report.Generations == 0 ? [] : await reach.SentencesAsync(store, cancellationToken);
        terminal.Output.Write(json
            ? ReportJson.Render(new { Store = store.ToString(), outcome.Report, outcome.NotFound, StillThere = left })
            : ErasureText.Render(store.ToString(), wish.Words, outcome, left));
        terminal.Output.Flush();
        return outcome.IsWhole ? ExitCodes.Success : ExitCodes.Problems;
    }

    private async Task<bool> IsConfirmedAsync(CancellationToken cancellationToken)
    {
        var outcome = await EraseAsync(dryRun: true, cancellationToken);
        terminal.Output.Write(ErasureText.Render(store.ToString(), wish.Words, outcome, []));
        if (outcome.Report.Generations == 0)
            return false;
        terminal.Output.Write("\nErase this? It can't be undone. Type yes: ");
        terminal.Output.Flush();
        // A console's reader knows no cancellation: a signal must end the question too.
        var answer = await Task.Run(terminal.Answers!.ReadLine, cancellationToken).WaitAsync(cancellationToken);
        return answer?.Trim() == "yes";
    }

    private async Task<ErasureOutcome> EraseOrStopAsync(bool dryRun, CancellationToken cancellationToken)
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

    private async Task<ErasureOutcome> EraseAsync(bool dryRun, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine<StoreProgress>(terminal, StoreProgressText.Render);
        var eraser = new GenerationEraser(store.Objects, store.Scope, store.Buckets);
        var outcome = ErasureOutcome.Nothing(dryRun);
        foreach (var request in wish.Requests)
        {
            var report = await eraser.EraseAsync(request with { DryRun = dryRun }, progress, cancellationToken);
            outcome = outcome.With(request, report);
        }
        return outcome;
    }
}
