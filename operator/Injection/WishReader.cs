using System.Globalization;
using System.Text.Json.Nodes;
using K8sRouter.Core.CommandLine;
using K8sRouter.Crds.Validation;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Webhooks.Admission;

namespace K8sRouter.Operator.Injection;

/// <summary>
/// Reads a pod's annotations. A value that means nothing is a problem and never a guess: where a sidecar is demanded, a pod must
/// not get another one than it was written for.
/// </summary>
internal sealed class WishReader
{
    private const int DataPort = 8787;
    private const int DefaultAdminPort = 8788;

    /// <summary>Below this a process that isn't root may not listen everywhere.</summary>
    private const int LowestPort = 1024;

    private const long LeastMemory = 64L << 20;
    private const long LeastSpool = 64L << 20;
    private const decimal LeastCpu = 0.001m;

    /// <summary>Of the sidecar of a Guaranteed pod, where nobody sets a limit: less would throttle streams.</summary>
    private const string GuaranteedCpu = "500m";

    private const int LongestShown = 64;

    /// <summary>What Kubernetes gives a pod that says nothing.</summary>
    private const long DefaultGracePeriod = 30;

    /// <summary>So much before the kubelet kills it, the sidecar ends by itself.</summary>
    private const long GraceMargin = 5;

    private static readonly string[] LogLevels = ["debug", "information", "warning", "error"];

    private readonly JsonObject? _annotations;
    private readonly List<InjectionProblem> _problems = [];
    private readonly List<AdmissionWarning> _warnings = [];

    private WishReader(JsonObject? annotations) => _annotations = annotations;

    /// <param name="pod">The pod.</param>
    /// <param name="settings">What holds where the pod says nothing.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <param name="warnings">Gets what isn't done as it is asked for.</param>
    public static SidecarWishes Read(
        JsonObject pod, InjectionSettings settings, List<InjectionProblem> problems, List<AdmissionWarning> warnings)
    {
        var reader = new WishReader(pod.Object("metadata").Object("annotations"));
        var gracePeriod = pod.Object("spec").Number("terminationGracePeriodSeconds") ?? DefaultGracePeriod;
        var wishes = reader.Read(settings, gracePeriod, PodQuality.IsGuaranteed(pod));
        problems.AddRange(reader._problems);
        warnings.AddRange(reader._warnings);
        return wishes;
    }

    /// <summary>Path of an annotation in a message.</summary>
    public static string PathOf(string annotation) => $"metadata.annotations[{annotation}]";

    /// <summary>A pod's own text within a message: short, on one line, in quotes.</summary>
    public static string Shown(string value)
    {
        var line = new string([.. value.Take(LongestShown).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)]);
        return value.Length > LongestShown ? $"\"{line}...\"" : $"\"{line}\"";
    }

    private SidecarWishes Read(InjectionSettings settings, long gracePeriod, bool isGuaranteed)
    {
        var port = Port(PodMarks.Port, DataPort);
        var adminPort = Port(PodMarks.AdminPort, DefaultAdminPort);
        if (port == adminPort)
        {
            var blamed = _annotations.Text(PodMarks.AdminPort) is null ? PodMarks.Port : PodMarks.AdminPort;
            Problem(blamed, $"{port}", "is the data port and the admin port at once: give one of them another number");
        }
        var cpu = Amounts(PodMarks.CpuRequest, settings.CpuRequest, PodMarks.CpuLimit, settings.CpuLimit, LeastCpu, "1m");
        var memory = Amounts(
            PodMarks.MemoryRequest, settings.MemoryRequest, PodMarks.MemoryLimit, settings.MemoryLimit, LeastMemory, "64Mi");
        if (isGuaranteed)
        {
            cpu = Equal(PodMarks.CpuRequest, PodMarks.CpuLimit, cpu, GuaranteedCpu);
            memory = Equal(PodMarks.MemoryRequest, PodMarks.MemoryLimit, memory, settings.MemoryLimit);
        }
        return new()
        {
            Port = port,
            AdminPort = adminPort,
            CpuRequest = cpu.Request,
            CpuLimit = cpu.Limit,
            MemoryRequest = memory.Request,
            MemoryLimit = memory.Limit!,
            SpoolSize = Amount(PodMarks.SpoolSize, LeastSpool, "64Mi") ?? settings.SpoolSize,
            LogLevel = OneOf(PodMarks.LogLevel, LogLevels),
            DrainTime = Drain(gracePeriod),
            Mode = OneOf(ResourceMarks.SidecarMode, [SidecarModes.Native, SidecarModes.Classic]),
        };
    }

    private int Port(string annotation, int fallback)
    {
        if (_annotations.Text(annotation) is not { } text)
            return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is >= LowestPort and <= ushort.MaxValue)
            return port;
        Problem(annotation, text, $"must be a whole number from {LowestPort} to {ushort.MaxValue}");
        return fallback;
    }

    private string? OneOf(string annotation, string[] values)
    {
        if (_annotations.Text(annotation) is not { } text)
            return null;
        if (values.Contains(text))
            return text;
        Problem(annotation, text, $"must be one of {string.Join(", ", values)}", ProblemReason.NotSupported);
        return null;
    }

    private string? Amount(string annotation, decimal least, string leastText)
    {
        if (_annotations.Text(annotation) is not { } text)
            return null;
        if (Quantity.TryParse(text, out var amount) && amount >= least)
            return text;
        var example = least < 1 ? "100m or 0.5" : "256Mi or 1Gi";
        Problem(annotation, text, $"must be a quantity such as {example}, at least {leastText}");
        return null;
    }

    /// <summary>A request and a limit, of which the one that the pod gives carries the other along.</summary>
    private (string Request, string? Limit) Amounts(
        string requestName, string defaultRequest, string limitName, string? defaultLimit, decimal least, string leastText)
    {
        var limit = Amount(limitName, least, leastText);
        var request = Amount(requestName, least, leastText);
        if (limit is not null && request is not null && Quantity.Of(request) > Quantity.Of(limit))
            Problem(requestName, request, $"must be at most the limit, which {limitName} sets to {limit}");
        return (
            request ?? (limit is not null && Quantity.Of(limit) < Quantity.Of(defaultRequest) ? limit : defaultRequest),
            limit ?? (request is not null && defaultLimit is not null && Quantity.Of(request) > Quantity.Of(defaultLimit)
                ? request
                : defaultLimit));
    }

    /// <summary>
    /// As much asked for as the limit, so that the pod stays Guaranteed: what the pod says for one of them holds for both. A pod
    /// that says both otherwise has its way, and is told.
    /// </summary>
    private (string Request, string? Limit) Equal(
        string requestName, string limitName, (string Request, string? Limit) amounts, string unsaid)
    {
        var (request, limit) = (_annotations.Text(requestName), _annotations.Text(limitName));
        if (request is not null && limit is not null)
        {
            if (Quantity.TryParse(request, out var least) && Quantity.TryParse(limit, out var most) && least != most)
            {
                _warnings.Add(new(
                    PathOf(requestName),
                    $"makes the pod Burstable, which is Guaranteed without its sidecar: set it to the limit, {limit}"));
            }
            return amounts;
        }
        if (request is not null)
            return (amounts.Request, amounts.Request);
        if (limit is null && amounts.Limit is null)
        {
            _warnings.Add(new(
                PathOf(limitName),
                $"isn't set, and the sidecar asks for {unsaid} and is limited to it, so that the pod stays Guaranteed"));
        }
        var both = amounts.Limit ?? unsaid;
        return (both, both);
    }

    private TimeSpan Drain(long gracePeriod)
    {
        var usual = TimeSpan.FromSeconds(Math.Clamp(gracePeriod - GraceMargin, 1, 1_000_000));
        if (_annotations.Text(PodMarks.DrainTime) is not { } text)
            return usual;
        if (!Durations.TryParse(text, out var wanted) || wanted < TimeSpan.FromSeconds(1))
        {
            Problem(PodMarks.DrainTime, text, $"must be a time of at least 1s: {Durations.Form}");
            return usual;
        }
        if (wanted <= TimeSpan.FromSeconds(Math.Max(1, gracePeriod)))
            return wanted;
        _warnings.Add(new(
            PathOf(PodMarks.DrainTime),
            $"{text} is cut to {Format(usual)}: the pod is killed after its terminationGracePeriodSeconds, {gracePeriod}"));
        return usual;
    }

    /// <summary>As the sidecar reads it.</summary>
    public static string Format(TimeSpan time) => time.TotalSeconds == Math.Floor(time.TotalSeconds)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0}s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F0}ms");

    private void Problem(string annotation, string value, string must, ProblemReason kind = ProblemReason.Invalid)
    {
        var lead = kind == ProblemReason.NotSupported ? "Unsupported value" : "Invalid value";
        _problems.Add(new(InjectionReasons.BadAnnotation, PathOf(annotation), kind, $"{lead}: {Shown(value)}: {must}"));
    }
}
