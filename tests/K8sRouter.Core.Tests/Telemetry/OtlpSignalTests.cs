using K8sRouter.Core.Telemetry;
using OpenTelemetry.Exporter;

namespace K8sRouter.Core.Tests.Telemetry;

public sealed class OtlpSignalTests
{
    [Fact]
    public void Without_an_endpoint_nothing_is_exported()
    {
        Assert.Null(Read(OtlpSignal.Traces));
        Assert.Null(Read(OtlpSignal.Metrics, "OTEL_EXPORTER_OTLP_ENDPOINT=", "OTEL_SERVICE_NAME=x", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"));
        Assert.Null(Read(OtlpSignal.Metrics, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://collector:4318/v1/traces"));
    }

    [Theory]
    [InlineData("http://collector:4318", "http://collector:4318/v1/traces")]
    [InlineData("http://collector:4318/", "http://collector:4318/v1/traces")]
    [InlineData("https://otlp.example/intake", "https://otlp.example/intake/v1/traces")]
    public void The_common_endpoint_gets_the_path_of_the_signal_and_protobuf_over_http_is_the_default(string endpoint, string url)
    {
        var signal = Read(OtlpSignal.Traces, $"OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}")!;
        Assert.Equal((url, OtlpExportProtocol.HttpProtobuf), (signal.Endpoint.AbsoluteUri, signal.Protocol));
        Assert.False(signal.Compressed);
        Assert.Equal(TimeSpan.FromSeconds(10), signal.Timeout);
    }

    [Fact]
    public void With_grpc_the_endpoint_has_no_path()
    {
        var signal = Read(OtlpSignal.Metrics, "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc")!;
        Assert.Equal(("http://collector:4317/", OtlpExportProtocol.Grpc), (signal.Endpoint.AbsoluteUri, signal.Protocol));
    }

    [Fact]
    public void What_is_said_of_one_signal_wins_and_its_endpoint_is_used_as_it_is()
    {
        string[] variables =
        [
            "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317", "OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "OTEL_EXPORTER_OTLP_HEADERS=a=1",
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://traces.example/in", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf",
            "OTEL_EXPORTER_OTLP_TRACES_HEADERS=b=2,c=3", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT=1500", "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION=gzip",
        ];

        var traces = Read(OtlpSignal.Traces, variables)!.ToOptions();
        Assert.Equal(
            ("https://traces.example/in", OtlpExportProtocol.HttpProtobuf, "b=2,c=3", 1500, OtlpExportCompression.GZip),
            (traces.Endpoint.AbsoluteUri, traces.Protocol, traces.Headers, traces.TimeoutMilliseconds, traces.Compression));
        var metrics = Read(OtlpSignal.Metrics, variables)!.ToOptions();
        Assert.Equal(
            ("http://collector:4317/", OtlpExportProtocol.Grpc, "a=1", 10_000, OtlpExportCompression.None),
            (metrics.Endpoint.AbsoluteUri, metrics.Protocol, metrics.Headers, metrics.TimeoutMilliseconds, metrics.Compression));
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("prometheus", false)]
    [InlineData("otlp", true)]
    [InlineData("console, otlp", true)]
    public void A_signal_can_be_turned_off_by_its_exporter(string exporter, bool exported)
    {
        string[] variables = ["OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318", $"OTEL_TRACES_EXPORTER={exporter}"];
        Assert.Equal(exported, Read(OtlpSignal.Traces, variables) is not null);
        Assert.NotNull(Read(OtlpSignal.Metrics, variables));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "OTEL_EXPORTER_OTLP_ENDPOINT must be a URL that begins with http:// or https://")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "/v1/traces", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be a URL that begins with http:// or https://")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json': it must be http/protobuf (the default) or grpc")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd", "OTEL_EXPORTER_OTLP_COMPRESSION is 'zstd': it must be gzip or none")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "OTEL_EXPORTER_OTLP_TIMEOUT is '10s': it must be a number of milliseconds")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "Bearer secret-token", "OTEL_EXPORTER_OTLP_HEADERS must be a list such as name=value,name=value")]
    public void A_value_that_cannot_be_used_is_named_and_a_secret_is_not_quoted(string name, string value, string problem)
    {
        var fault = Assert.Throws<FormatException>(() => Read(OtlpSignal.Traces, $"{name}={value}", "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318"));
        Assert.Equal(problem, fault.Message);
    }

    private static OtlpSignal? Read(string signal, params string[] variables) => OtlpSignal.Read(
        name => variables.FirstOrDefault(variable => variable.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..], signal);
}
