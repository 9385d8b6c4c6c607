namespace K8sRouter.Core.Storage.Erasing;

/// <summary>Room for one object: memory for what a segment usually is, else a temporary file that its end removes.</summary>
internal static class ScratchStream
{
    public const int MostMemoryBytes = 64 << 20;

    public static Stream Create(long length)
    {
        if (length <= MostMemoryBytes)
            return new MemoryStream((int)length);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
        };
        // It holds prompts.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }
}
