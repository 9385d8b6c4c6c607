using System.CommandLine;
using K8sRouter.Operator.Injection;

namespace K8sRouter.Operator.Commands.Cluster;

/// <summary>The flags that say what is injected; a pod's annotations win over the amounts.</summary>
internal sealed class InjectionOptions(Flags flags)
{
    private static readonly InjectionSettings Defaults = new();

    private readonly Option<string?> _image = flags.Text(
        "sidecar-image", "IMAGE",
        "The image that is injected, best by its digest; without it pods that want a sidecar are refused.", null,
        recursive: false);

    private readonly Option<string?> _pullPolicy = flags.Text(
        "sidecar-pull-policy", "POLICY", "When nodes pull it: IfNotPresent, Always or Never.", Defaults.PullPolicy,
        recursive: false);

    private readonly Option<string?> _mode = flags.Text(
        "sidecar-mode", "MODE",
        "native: an init container that goes on running; classic: a container; auto: native where server and nodes are 1.29 "
        + "or newer.",
        Defaults.Mode, recursive: false);

    private readonly Option<string?> _cpuRequest = flags.Text(
        "sidecar-cpu-request", "QUANTITY", "CPU that a sidecar asks for.", Defaults.CpuRequest, recursive: false);

    private readonly Option<string?> _cpuLimit = flags.Text(
        "sidecar-cpu-limit", "QUANTITY", "CPU that a sidecar gets at most; without it there is no limit.", Defaults.CpuLimit,
        recursive: false);

    private readonly Option<string?> _memoryRequest = flags.Text(
        "sidecar-memory-request", "QUANTITY", "Memory that a sidecar asks for.", Defaults.MemoryRequest, recursive: false);

    private readonly Option<string?> _memoryLimit = flags.Text(
        "sidecar-memory-limit", "QUANTITY", "Memory that a sidecar gets at most.", Defaults.MemoryLimit, recursive: false);

    private readonly Option<string?> _spoolSize = flags.Text(
        "sidecar-spool-size", "QUANTITY", "Size limit of the volume in which a sidecar keeps what isn't delivered yet.",
        Defaults.SpoolSize, recursive: false);

    public void AddTo(Command command)
    {
        Option<string?>[] all = [_image, _pullPolicy, _mode, _cpuRequest, _cpuLimit, _memoryRequest, _memoryLimit, _spoolSize];
        foreach (var option in all)
            command.Options.Add(option);
    }

    /// <exception cref="CommandException">A value means nothing.</exception>
    public InjectionSettings Read(ParseResult parsed)
    {
        var settings = new InjectionSettings
        {
            Image = parsed.GetValue(_image) is { Length: > 0 } image ? Image(image) : null,
            PullPolicy = OneOf(parsed, _pullPolicy, "IfNotPresent", "Always", "Never"),
            Mode = OneOf(parsed, _mode, SidecarModes.Auto, SidecarModes.Native, SidecarModes.Classic),
            CpuRequest = Amount(parsed, _cpuRequest)!,
            CpuLimit = Amount(parsed, _cpuLimit),
            MemoryRequest = Amount(parsed, _memoryRequest)!,
            MemoryLimit = Amount(parsed, _memoryLimit)!,
            SpoolSize = Amount(parsed, _spoolSize)!,
        };
        AtMost(_cpuRequest, settings.CpuRequest, _cpuLimit, settings.CpuLimit);
        AtMost(_memoryRequest, settings.MemoryRequest, _memoryLimit, settings.MemoryLimit);
        return settings;
    }

    private string Image(string image) =>
        image.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or ':' or '@')
        ? image
        : throw CommandException.Usage($"{_image.Name} must be the name of an image, not '{image}'.");

    private static string OneOf(ParseResult parsed, Option<string?> option, params string[] values) =>
        parsed.GetValue(option) is { } value && values.Contains(value)
            ? value
            : throw CommandException.Usage(
                $"{option.Name} must be one of {string.Join(", ", values)}, not '{parsed.GetValue(option)}'.");

    private static string? Amount(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        return Quantity.TryParse(text, out var amount) && amount > 0
            ? text
            : throw CommandException.Usage($"{option.Name} must be a quantity such as 100m or 256Mi, not '{text}'.");
    }

    private static void AtMost(Option<string?> request, string requested, Option<string?> limit, string? limited)
    {
        if (limited is not null && Quantity.Of(requested) > Quantity.Of(limited))
            throw CommandException.Usage($"{request.Name} is {requested}, more than {limit.Name}, which is {limited}.");
    }
}
