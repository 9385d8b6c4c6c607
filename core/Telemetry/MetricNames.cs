using System.Diagnostics.Metrics;

namespace K8sRouter.Core.Telemetry;

/// <summary>Names of instruments in Prometheus' alphabet, with the suffixes that its tools expect.</summary>
internal static class MetricNames
{
    public static string Of(Instrument instrument, MetricKind kind)
    {
        string name = string.Create(instrument.Name.Length, instrument.Name, static (target, source) =>
        {
            for (int i = 0; i < source.Length; i++)
                target[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] is ':' ? source[i] : '_';
        });
        string total = kind == MetricKind.Counter ? "_total" : "";
        if (total.Length > 0 && name.EndsWith(total, StringComparison.Ordinal))
            name = name[..^total.Length];
        string unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return name.EndsWith(unit, StringComparison.Ordinal) ? name + total : name + unit + total;
    }
}
