namespace K8sRouter.Sidecar.Configuration;

/// <summary>
/// How the memory there is, by the container's limit, is shared out: a sidecar that took more would be killed, and every stream
/// through it with it. What is set explicitly holds. Pure.
/// </summary>
internal sealed record MemoryShares
{
    private const long MostCaptureBytes = 128 << 20;
    private const long MaxGenerationIndexBytes = 32 << 20;
    private const int CaptureShare = 8;
    private const int GenerationIndexShare = 16;
    private const int RequestShare = 4;
    private const int HeldAnswerShare = 4;

    /// <summary>Bytes that the runtime may use.</summary>
    public required long Available { get; init; }

    /// <summary>Captured bytes of all running answers.</summary>
    public required long CaptureTotalBytes { get; init; }

    /// <summary>Bytes of all running calls' request bodies.</summary>
    public required long RequestTotalBytes { get; init; }

    /// <summary>
    /// Bytes of all whole answers that are held back, each counted twice: as it was read, and as it is written anew.
    /// </summary>
    public required long HeldAnswerTotalBytes { get; init; }

    /// <summary>Largest request body: one that alone is beyond the budget of all would be refused for ever.</summary>
    public required int MaxRequestBytes { get; init; }

    /// <summary>Bytes of the newest records, which <c>GET generation</c> answers from.</summary>
    public required long GenerationIndexBytes { get; init; }

    /// <param name="options">What is set.</param>
    /// <param name="available">Bytes that the runtime may use.</param>
    public static MemoryShares Of(SidecarOptions options, long available)
    {
        long requests = options.RequestTotalBytes ?? available / RequestShare;
        return new()
        {
            Available = available,
            CaptureTotalBytes = options.CaptureTotalBytes ?? Math.Min(MostCaptureBytes, available / CaptureShare),
            RequestTotalBytes = requests,
            HeldAnswerTotalBytes = options.HeldAnswerTotalBytes ?? available / HeldAnswerShare,
            MaxRequestBytes = (int)Math.Min(options.MaxRequestBytes, LargestThatFits(requests)),
            GenerationIndexBytes = Math.Min(MaxGenerationIndexBytes, available / GenerationIndexShare),
        };
    }

    /// <summary>One byte of an array is there to see the end.</summary>
    private static long LargestThatFits(long bytes) => bytes - 1;
}
