using System.Globalization;
using System.Net;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>
/// Which process of the pod listens on a port. All containers of a pod share their ports, and mostly not their processes: of one
/// that can't be seen, the kernel tells the user.
/// </summary>
/// <param name="User">Number of its user.</param>
/// <param name="Process">Its id as it is seen from here; null: it is in a container of its own, or not ours to look into.</param>
/// <param name="Name">Name of its program; null: it isn't known.</param>
internal sealed record PortHolder(int User, int? Process, string? Name)
{
    private const string Listening = "0A";

    /// <summary>The fields of a line of <c>/proc/net/tcp</c>.</summary>
    private const int Local = 1, State = 3, Uid = 7, Inode = 9;

    /// <summary>Who keeps us from listening; null: nobody is seen.</summary>
    /// <param name="address">Where we want to listen; null: everywhere.</param>
    /// <param name="port">At which port.</param>
    /// <param name="proc">Where the kernel tells of processes.</param>
    public static PortHolder? Find(IPAddress? address, int port, string proc = "/proc")
    {
        foreach (var table in new[] { "tcp", "tcp6" })
        {
            foreach (var line in Lines(Path.Combine(proc, "net", table)))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length <= Inode || fields[State] != Listening || EndPoint(fields[Local]) is not { } found
                    || found.Port != port || !Overlap(address, found.Address)
                    || !int.TryParse(fields[Uid], CultureInfo.InvariantCulture, out var user))
                    continue;
                var process = ProcessWith($"socket:[{fields[Inode]}]", proc);
                return new PortHolder(user, process, process is { } id ? NameOf(id, proc) : null);
            }
        }
        return null;
    }

    /// <summary>Such as <c>process 17 (python3) of user 1000</c>.</summary>
    public override string ToString()
    {
        var process = Process is { } id ? $"process {id.ToString(CultureInfo.InvariantCulture)}" : "another process of the pod";
        return $"{process}{(Name is null ? "" : $" ({Name})")} of user {User.ToString(CultureInfo.InvariantCulture)}";
    }

    private static bool Overlap(IPAddress? ours, IPAddress theirs) =>
        ours is null || IsAny(ours) || IsAny(theirs) || ours.Equals(theirs.IsIPv4MappedToIPv6 ? theirs.MapToIPv4() : theirs);

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>In hexadecimal digits, each four bytes in the machine's order, such as <c>0100007F:2253</c>.</summary>
    private static IPEndPoint? EndPoint(string text)
    {
        var parts = text.Split(':');
        if (parts.Length != 2 || parts[0].Length is not (8 or 32)
            || !ushort.TryParse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port))
            return null;
        var bytes = new byte[parts[0].Length / 2];
        for (var i = 0; i < bytes.Length; i += 4)
        {
            if (!uint.TryParse(parts[0].AsSpan(i * 2, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var word))
                return null;
            BitConverter.TryWriteBytes(bytes.AsSpan(i), word);
        }
        return new IPEndPoint(new IPAddress(bytes), port);
    }

    private static int? ProcessWith(string socket, string proc)
    {
        foreach (var folder in Entries(proc))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Entries(Path.Combine(folder, "fd")).Any(file => Target(file) == socket))
                return id;
        }
        return null;
    }

    private static string? NameOf(int process, string proc) =>
        Lines(Path.Combine(proc, process.ToString(CultureInfo.InvariantCulture), "comm")).FirstOrDefault();

    private static string? Target(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What can't be read, as of a process that has just ended, is as if it weren't there.</summary>
    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
