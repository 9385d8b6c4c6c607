using System.Globalization;

namespace K8sRouter.Benchmarks.Measuring;

/// <summary>What the kernel says of processes.</summary>
internal static class ProcFs
{
    // USER_HZ is 100 on every architecture that .NET runs on.
    private const double MicrosecondsPerTick = 10_000;

    /// <summary>Cores of the machine, whatever this process is pinned to.</summary>
    public static int Cores { get; } = File.ReadLines("/proc/stat").Count(
        line => line.StartsWith("cpu", StringComparison.Ordinal) && char.IsAsciiDigit(line[3]));

    /// <summary>User and system time of a process and its children, microseconds.</summary>
    public static double CpuMicroseconds(int id) => Tree(id).Sum(process =>
    {
        var fields = Fields(process);
        return (Number(fields[11]) + Number(fields[12])) * MicrosecondsPerTick;
    });

    /// <summary>Resident memory of a process and its children, megabytes. Pages that they share count twice.</summary>
    public static double ResidentMegabytes(int id) => Tree(id).Sum(process => StatusKilobytes(process, "VmRSS:") / 1024.0);

    /// <summary>The most that was resident at a time, megabytes.</summary>
    public static double PeakMegabytes(int id) => StatusKilobytes(id, "VmHWM:") / 1024.0;

    /// <summary>Ticks of the machine since boot: stolen by the hypervisor, and all.</summary>
    public static (double Steal, double All) MachineTicks()
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(
            text => double.Parse(text, CultureInfo.InvariantCulture)).ToList();
        return (ticks[7], ticks.Take(8).Sum());
    }

    private static IEnumerable<int> Tree(int id)
    {
        yield return id;
        foreach (
            var child in File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            yield return int.Parse(child, CultureInfo.InvariantCulture);
    }

    /// <summary>The fields after the name in parentheses, which may hold spaces.</summary>
    private static string[] Fields(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static double StatusKilobytes(int id, string name)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return Number(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
