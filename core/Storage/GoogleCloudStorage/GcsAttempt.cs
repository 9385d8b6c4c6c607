namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>One attempt of a call: ends when its time is over or no byte has moved for too long.</summary>
internal sealed class GcsAttempt : IDisposable
{
    private readonly TimeSpan _stallTimeout;
    private readonly CancellationTokenSource _stall;
    private readonly CancellationTokenSource _all;
    private readonly CancellationTokenSource _any;

    public GcsAttempt(int number, GcsTuning tuning, TimeProvider clock, CancellationToken cancellationToken)
    {
        Number = number;
        _stallTimeout = tuning.StallTimeout;
        _stall = new(tuning.StallTimeout, clock);
        _all = new(tuning.AttemptTimeout, clock);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_stall.Token, _all.Token, cancellationToken);
    }

    /// <summary>1 and above.</summary>
    public int Number { get; }

    public CancellationToken Token => _any.Token;

    /// <summary>A byte has moved.</summary>
    public void Progress() => _stall.CancelAfter(_stallTimeout);

    public void Dispose()
    {
        _any.Dispose();
        _stall.Dispose();
        _all.Dispose();
    }
}
