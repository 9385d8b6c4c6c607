namespace K8sRouter.Operator.Delivery;

/// <summary>One file of a <see cref="ProjectedVolume"/>.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Mode">Who may read it.</param>
internal sealed record VolumeFile(byte[] Content, UnixFileMode Mode)
{
    /// <summary>For what holds nothing secret.</summary>
    public const UnixFileMode Public = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>For credentials: the sidecar runs as the user who started the operator.</summary>
    public const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Says how long it is, never what it holds: a stray log line must not leak.</summary>
    public override string ToString() => $"{Content.Length} bytes";
}
