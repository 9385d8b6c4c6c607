namespace K8sRouter.Sidecar.Journal;

/// <summary>Tells the faults of a disk from the faults of a program.</summary>
internal static class DiskFaults
{
    private const int WouldBlock = 11, WouldBlockMac = 35, WindowsSharingViolation = unchecked((int)0x80070020);
    private const int NoSpace = 28, QuotaExceeded = 122, WindowsDiskFull = unchecked((int)0x80070070);

    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException;

    public static bool IsFull(Exception e) => e.HResult is NoSpace or QuotaExceeded or WindowsDiskFull;

    /// <summary>Whether somebody else holds a file, rather than the disk refusing it.</summary>
    public static bool IsHeld(Exception e) => e.HResult is WouldBlock or WouldBlockMac or WindowsSharingViolation;

    public static string LossReason(Exception e) => IsFull(e) ? LossReasons.DiskFull : LossReasons.WriteError;

    /// <summary>Does what may fail without harm.</summary>
    public static bool Ignore(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (Is(e))
        {
            return false;
        }
    }
}
