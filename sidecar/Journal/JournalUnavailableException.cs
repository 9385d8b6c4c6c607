namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// The journal can't be opened; the message says what to do about it. Thrown when a <see cref="DiskJournal"/> is opened, never
/// later.
/// </summary>
internal sealed class JournalUnavailableException(string message, Exception? cause = null) : Exception(message, cause)
{
    public static JournalUnavailableException Unwritable(string folder, Exception cause) => new(
        DiskFaults.IsFull(cause)
            ? $"The journal folder '{folder}' can't be written: its disk, or a quota on it, is full. "
                + "Free space there or give the volume more; what the journal holds is kept."
            : $"The journal folder '{folder}' can't be written: {cause.Message} "
                + $"Mount a volume there (an emptyDir will do) that user '{Environment.UserName}' may write, or name another "
                + "folder.",
        cause);

    public static JournalUnavailableException InUse(string folder, Exception? cause) => new(
        $"The journal folder '{folder}' is in use by another process. Every sidecar needs a folder of its own: " +
        "name another one, or end the process that holds it.",
        cause);
}
