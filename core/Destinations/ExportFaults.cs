using System.Globalization;

namespace K8sRouter.Core.Destinations;

/// <summary>Faults of destinations: a closed set, also the label of a metric.</summary>
public static class ExportFaults
{
    /// <summary>The destination says that it is at fault itself, which a trace may be the reason of.</summary>
    public const string InternalError = "http_500";

    /// <summary>No connection, or it broke.</summary>
    public const string Connection = "connection";

    /// <summary>No answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The address is one that nothing may be sent to.</summary>
    public const string RefusedAddress = "refused_address";

    /// <summary>The address isn't https, or no address at all.</summary>
    public const string InvalidUrl = "invalid_url";

    /// <summary>A secret field has no value.</summary>
    public const string MissingSecret = "missing_secret";

    /// <summary>A header's value holds a line break, or another character that no header can carry.</summary>
    public const string InvalidHeader = "invalid_header";

    /// <summary>The generation can't be written in the destination's format.</summary>
    public const string Unmappable = "unmappable";

    /// <summary>The code of an HTTP status.</summary>
    public static string OfStatus(int status) => string.Create(CultureInfo.InvariantCulture, $"http_{status}");
}
