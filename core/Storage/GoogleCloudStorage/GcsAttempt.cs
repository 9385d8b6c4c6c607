namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>One attempt of a call: ends when its time is over or no byte has moved for too long.</summary>
internal sealed class GcsAttempt : IDisposable
{
    // Google's client makes its requests itself: there is no other way from a call to its requests.
    private static readonly AsyncLocal<GcsAttempt?> OfThisCall = new();

    private readonly GcsTuning _tuning;
    private readonly CancellationTokenSource _stall;
    private readonly CancellationTokenSource _all;
    private readonly CancellationTokenSource _any;

    public GcsAttempt(int number, GcsTuning tuning, TimeProvider clock, CancellationToken cancellationToken)
    {
        Number = number;
        _tuning = tuning;
        _stall = new(tuning.StallTimeout, clock);
        _all = new(tuning.AttemptTimeout, clock);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_stall.Token, _all.Token, cancellationToken);
    }

    /// <summary>The attempt that a request belongs to; null: it belongs to none.</summary>
    public static GcsAttempt? Current
    {
        get => OfThisCall.Value;
        set => OfThisCall.Value = value;
    }

    /// <summary>1 and above.</summary>
    public int Number { get; }

    /// <summary>Whether the service has something now that it hadn't before, which another attempt doesn't send again.</summary>
    public bool HasAdvanced { get; private set; }

    public CancellationToken Token => _any.Token;

    /// <summary>A byte has moved.</summary>
    public void Progress() => _stall.CancelAfter(_tuning.StallTimeout);

    /// <summary>A part is done: the next has time of its own.</summary>
    public void Advance()
    {
        HasAdvanced = true;
        _all.CancelAfter(_tuning.AttemptTimeout);
        Progress();
    }

    public void Dispose()
    {
        _any.Dispose();
        _stall.Dispose();
        _all.Dispose();
    }
}
