namespace K8sRouter.Sidecar.Configuration;

/// <summary>What the command line and the environment set; defaults are safe for a pod.</summary>
internal sealed record SidecarOptions
{
    /// <summary>The mounted volume.</summary>
    public required string ConfigDirectory { get; init; }

    /// <summary>Time between two looks at the mounted volume: a look reads one link.</summary>
    public TimeSpan ConfigInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Public keys of the operator, of which one must have signed the configuration; null: none need.</summary>
    public string? ConfigKey { get; init; }

    /// <summary>UID of the namespace that a signed configuration must be for; null: any.</summary>
    public string? NamespaceUid { get; init; }

    /// <summary>Address of the data port; loopback alone while the workspace defines no keys.</summary>
    public string Listen { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 8787;

    public string AdminListen { get; init; } = "127.0.0.1";

    public int AdminPort { get; init; } = 8788;

    public string JournalDirectory { get; init; } = "/var/lib/k8srouter/journal";

    /// <summary><c>group</c>, <c>interval</c> or <c>none</c>.</summary>
    public string JournalSync { get; init; } = "interval";

    /// <summary>With <c>interval</c>: longest time between a write and its way to the disk.</summary>
    public TimeSpan JournalSyncInterval { get; init; } = TimeSpan.FromSeconds(1);

    public long JournalMaxBytes { get; init; } = 256 << 20;

    /// <summary><c>traces</c> or <c>nothing</c>: what may go undelivered when the journal is full.</summary>
    public string JournalShed { get; init; } = "traces";

    /// <summary>Limit in bytes of the volume that the journal lies in; null: none is known.</summary>
    public long? VolumeLimit { get; init; }

    /// <summary>Where records and content go where no bucket is configured.</summary>
    public string StoreDirectory { get; init; } = "/var/lib/k8srouter/store";

    /// <summary>Bound in bytes of that folder as it lies on the disk; null: none.</summary>
    public long? StoreLimit { get; init; }

    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromSeconds(60);

    public int SegmentBytes { get; init; } = 8 << 20;

    /// <summary>Age beyond which a trace is dropped rather than sent to its destination.</summary>
    public TimeSpan TraceMaxAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Largest request body; beyond it 413.</summary>
    public int MaxRequestBytes { get; init; } = 32 << 20;

    /// <summary>Largest whole answer that is held back until it is complete; a larger one passes untouched as it comes.</summary>
    public int MaxHeldAnswerBytes { get; init; } = 32 << 20;

    /// <summary>Largest event of a stream; beyond it the answer fails.</summary>
    public int MaxEventBytes { get; init; } = 16 << 20;

    /// <summary>
    /// Twice the bytes of all that are held back at the same time; null: what <see cref="MemoryShares"/> makes of the memory.
    /// </summary>
    public long? HeldAnswerTotalBytes { get; init; }

    /// <summary>Captured bytes of one answer, and of one request.</summary>
    public int CaptureBytes { get; init; } = 4 << 20;

    /// <summary>Captured bytes of all running answers; null: what <see cref="MemoryShares"/> makes of the memory.</summary>
    public long? CaptureTotalBytes { get; init; }

    /// <summary>Bytes of all running calls' request bodies; null: what <see cref="MemoryShares"/> makes of the memory.</summary>
    public long? RequestTotalBytes { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a provider's headers or for its whole answer.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Longest silence inside a stream.</summary>
    public TimeSpan StreamIdleTimeout { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>
    /// Time between two comments to a caller whose stream hasn't begun; zero: none, and it keeps the chance of another status.
    /// </summary>
    public TimeSpan StreamKeepAlive { get; init; }

    /// <summary>No body is read and no attempt begins later than this after the request.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(900);

    /// <summary>Certificate authorities in PEM that replace the system's; null: the system's.</summary>
    public string? CaBundle { get; init; }

    /// <summary>At termination: time for running streams and the sinks, together.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// At termination: calls are accepted until none is running and none has come for this long; zero: no longer at all.
    /// </summary>
    public TimeSpan DrainIdle { get; init; }

    /// <summary>One of <see cref="LogLevels"/>.</summary>
    public string LogLevel { get; init; } = LogLevels.Default;

    /// <summary>The pod that this runs in, as every record says it; null: nobody said. Never a caller's word.</summary>
    public string? PodName { get; init; }

    public string? PodNamespace { get; init; }

    public string? ServiceAccount { get; init; }

    /// <summary>What the pod belongs to, as <c>Deployment/web</c>.</summary>
    public string? Workload { get; init; }
}
