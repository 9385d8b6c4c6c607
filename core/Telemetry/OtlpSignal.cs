using System.Globalization;
using OpenTelemetry.Exporter;

namespace K8sRouter.Core.Telemetry;

/// <summary>Where one signal is exported to, by OpenTelemetry's standard environment variables.</summary>
internal sealed record OtlpSignal
{
    /// <summary>As it is called in names of variables.</summary>
    public const string Traces = "TRACES", Metrics = "METRICS";

    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    /// <summary>The whole URL.</summary>
    public required Uri Endpoint { get; init; }

    public required OtlpExportProtocol Protocol { get; init; }

    /// <summary><c>name=value</c>, comma-separated: they may hold a token, and are never told anybody else.</summary>
    public string? Headers { get; init; }

    public bool Compressed { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads the variables; a signal's own ones win over the common ones.</summary>
    /// <param name="variable">Value of a variable; null: it isn't set.</param>
    /// <param name="signal"><see cref="Traces"/> or <see cref="Metrics"/>.</param>
    /// <returns>Null: it isn't exported.</returns>
    /// <exception cref="FormatException">A value can't be used; its message names the variable.</exception>
    public static OtlpSignal? Read(Func<string, string?> variable, string signal)
    {
        var (endpointName, endpoint) = Value("ENDPOINT");
        if (endpoint is null || !IsWanted(variable($"OTEL_{signal}_EXPORTER")))
            return null;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new FormatException($"{endpointName} must be a URL that begins with http:// or https://");
        var (protocolName, protocol) = Value("PROTOCOL");
        var (headersName, headers) = Value("HEADERS");
        if (headers is not null && !headers.Split(',').All(header => header.IndexOf('=', StringComparison.Ordinal) > 0))
            throw new FormatException($"{headersName} must be a list such as name=value,name=value");
        var (compressionName, compression) = Value("COMPRESSION");
        var (timeoutName, timeout) = Value("TIMEOUT");
        var parsed = new OtlpSignal
        {
            Endpoint = url,
            Protocol = protocol switch
            {
                null or "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
                "grpc" => OtlpExportProtocol.Grpc,
                _ => throw new FormatException($"{protocolName} is '{protocol}': it must be http/protobuf (the default) or grpc"),
            },
            Headers = headers,
            Compressed = compression switch
            {
                null or "none" => false,
                "gzip" => true,
                _ => throw new FormatException($"{compressionName} is '{compression}': it must be gzip or none"),
            },
        };
        if (timeout is not null)
            parsed = parsed with { Timeout = TimeSpan.FromMilliseconds(Milliseconds(timeoutName, timeout)) };
        bool isBase = endpointName == Prefix + "ENDPOINT" && parsed.Protocol == OtlpExportProtocol.HttpProtobuf;
        return isBase ? parsed with { Endpoint = WithPath(url, signal) } : parsed;

        (string Name, string? Value) Value(string name)
        {
            string own = $"{Prefix}{signal}_{name}";
            return variable(own) is { Length: > 0 } value ? (own, value)
                : (Prefix + name, variable(Prefix + name) is { Length: > 0 } common ? common : null);
        }
    }

    /// <summary>The options of the exporter.</summary>
    public OtlpExporterOptions ToOptions()
    {
        var options = new OtlpExporterOptions
        {
            Endpoint = Endpoint,
            Protocol = Protocol,
            Compression = Compressed ? OtlpExportCompression.GZip : OtlpExportCompression.None,
            TimeoutMilliseconds = (int)Timeout.TotalMilliseconds,
        };
        if (Headers is not null)
            options.Headers = Headers;
        return options;
    }

    private static bool IsWanted(string? exporters) =>
        string.IsNullOrEmpty(exporters) || exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp");

    private static Uri WithPath(Uri url, string signal) =>
        new UriBuilder(url) { Path = $"{url.AbsolutePath.TrimEnd('/')}/v1/{(signal == Traces ? "traces" : "metrics")}" }.Uri;

    private static int Milliseconds(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds) && milliseconds > 0
            ? milliseconds
            : throw new FormatException($"{name} is '{text}': it must be a number of milliseconds");
}
