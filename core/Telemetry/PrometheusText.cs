using System.Globalization;
using System.Text;

namespace K8sRouter.Core.Telemetry;

/// <summary>Prometheus' text format, version 0.0.4.</summary>
public sealed class PrometheusText
{
    /// <summary>The answer's media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>All that has been written.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>One value without labels.</summary>
    public void WriteValue(string name, string type, string description, double value)
    {
        WriteHeader(name, type, description);
        _text.Append(name).Append(' ').Append(Format(value)).Append('\n');
    }

    /// <summary>A metric with its series; nothing where it has none yet.</summary>
    internal void WriteMetric(Metric metric, IEnumerable<MetricSeries> series)
    {
        bool first = true;
        foreach (var one in series)
        {
            if (first)
                WriteHeader(metric.Name, TypeOf(metric.Kind), metric.Description);
            first = false;
            if (metric.Kind == MetricKind.Histogram)
                WriteHistogram(metric, one);
            else
                WriteSample(metric.Name, "", one.Tags, bound: null, Format(one.Value));
        }
    }

    private void WriteHistogram(Metric metric, MetricSeries series)
    {
        // The count is the sum of the copied buckets, so that both agree whatever is measured meanwhile.
        long count = 0;
        long[] buckets = series.Buckets();
        for (int i = 0; i < buckets.Length; i++)
        {
            count += buckets[i];
            string bound = i < metric.Bounds.Length ? Format(metric.Bounds[i]) : "+Inf";
            WriteSample(metric.Name, "_bucket", series.Tags, bound, count.ToString(CultureInfo.InvariantCulture));
        }
        WriteSample(metric.Name, "_sum", series.Tags, bound: null, Format(series.Value));
        WriteSample(metric.Name, "_count", series.Tags, bound: null, count.ToString(CultureInfo.InvariantCulture));
    }

    private void WriteHeader(string name, string type, string description)
    {
        if (description.Length > 0)
            _text.Append("# HELP ").Append(name).Append(' ').Append(Escape(description)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    private void WriteSample(string name, string suffix, KeyValuePair<string, object?>[] tags, string? bound, string value)
    {
        _text.Append(name).Append(suffix);
        char separator = '{';
        foreach (var tag in tags)
        {
            WriteLabel(separator, tag.Key, Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "");
            separator = ',';
        }
        if (bound is not null)
        {
            WriteLabel(separator, "le", bound);
            separator = ',';
        }
        if (separator == ',')
            _text.Append('}');
        _text.Append(' ').Append(value).Append('\n');
    }

    private void WriteLabel(char separator, string name, string value)
    {
        _text.Append(separator);
        foreach (char c in name)
            _text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        _text.Append("=\"").Append(Escape(value).Replace("\"", "\\\"")).Append('"');
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("\n", "\\n");

    private static string Format(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };
}
