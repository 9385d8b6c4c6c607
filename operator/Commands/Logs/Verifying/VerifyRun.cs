using K8sRouter.Core.Storage.Reading;
using K8sRouter.Core.Storage.Verifying;
using K8sRouter.Operator.Commands.Logs.Stores;

namespace K8sRouter.Operator.Commands.Logs.Verifying;

/// <summary>Verifies a store.</summary>
internal sealed class VerifyRun(LogStore store, Terminal terminal)
{
    public async Task<int> RunAsync(VerificationRequest request, bool json, CancellationToken cancellationToken)
    {
        await StoreWorkspaces.CheckAsync(store, cancellationToken);
        var report = await VerifyAsync(request, cancellationToken);
        terminal.Output.Write(json ? ReportJson.Render(report) : VerificationText.Render(store.ToString(), report));
        terminal.Output.Flush();
        return report.IsSound ? ExitCodes.Success : ExitCodes.Problems;
    }

    private async Task<VerificationReport> VerifyAsync(VerificationRequest request, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine<StoreProgress>(terminal, StoreProgressText.Render);
        return await new StoreVerifier(store.Objects, store.Scope, terminal.Time, store.Buckets, store.ContentPlaces)
            .VerifyAsync(request, progress, cancellationToken);
    }
}
