namespace K8sRouter.Sidecar.Journal;

/// <summary>An open file of the journal.</summary>
internal interface IJournalFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads up to the length of <paramref name="target"/>; fewer only at the end of the file.</summary>
    int Read(Span<byte> target, long offset);

    /// <summary>Writes all of <paramref name="source"/> or throws.</summary>
    void Write(ReadOnlySpan<byte> source, long offset);

    /// <summary>Forces what was written to the disk.</summary>
    void Sync();

    void SetLength(long length);
}
