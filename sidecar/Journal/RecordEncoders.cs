namespace K8sRouter.Sidecar.Journal;

/// <summary>Encoders for the appends that are on their way at once; a few are kept for the next.</summary>
internal sealed class RecordEncoders
{
    private const int Kept = 4;

    private readonly Lock _gate = new();
    private readonly Stack<RecordEncoder> _free = new(Kept);

    public RecordEncoder Rent()
    {
        lock (_gate)
            return _free.Count > 0 ? _free.Pop() : new RecordEncoder();
    }

    public void Return(RecordEncoder encoder)
    {
        encoder.Clear();
        lock (_gate)
        {
            if (_free.Count < Kept)
            {
                _free.Push(encoder);
                return;
            }
        }
        encoder.Dispose();
    }
}
