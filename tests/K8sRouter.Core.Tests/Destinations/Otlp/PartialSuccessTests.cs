using Google.Protobuf;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Testing.Otlp.Protos;
using K8sRouter.Core.Tests.Destinations.Vendors;
using K8sRouter.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Core.Tests.Destinations.Otlp;

public sealed class PartialSuccessTests : IClassFixture<VendorServer>
{
    private readonly VendorServer _server;
    private readonly FakeTimeProvider _clock = Clocks.Noon();

    public PartialSuccessTests(VendorServer server)
    {
        _server = server;
        _server.Reset();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(300)]
    public async Task Refused_spans_of_a_request_that_was_taken_are_counted_and_not_sent_again(long rejected)
    {
        var answer = new ExportTraceServiceResponse { PartialSuccess = new() { RejectedSpans = rejected, ErrorMessage = "may echo a prompt" } };

        Assert.Equal(ExportResult.Delivered with { RejectedSpans = rejected }, await ExportAsync("application/x-protobuf", answer.ToByteArray()));
    }

    [Theory]
    [InlineData("""{"partialSuccess":{"rejectedSpans":"3","errorMessage":"x"}}""", 3)]
    [InlineData("""{"partialSuccess":{"rejectedSpans":3}}""", 3)]
    [InlineData("""{"partialSuccess":{}}""", 0)]
    [InlineData("""{"partialSuccess":{"rejectedSpans":"many"}}""", 0)]
    [InlineData("""{"partialSuccess":{"rejectedSpans":-3}}""", 0)]
    [InlineData("{broken", 0)]
    [InlineData("", 0)]
    public async Task In_JSON_too(string answer, long rejected) =>
        Assert.Equal(ExportResult.Delivered with { RejectedSpans = rejected }, await ExportAsync("application/json; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(answer)));

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x0A })]
    [InlineData(new byte[] { 0x0A, 0x7F, 0x08 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    public async Task Garbage_behind_a_success_is_a_success(byte[] answer) =>
        Assert.Equal(ExportResult.Delivered, await ExportAsync("application/x-protobuf", answer));

    [Fact]
    public async Task An_answer_that_never_ends_doesnt_make_the_batch_be_sent_again()
    {
        _server.Answer = async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"partialSuccess\":");
            await context.Response.Body.FlushAsync();
            await _server.HangAsync();
        };
        var export = Exporter().ExportAsync([new(Traced.Success(), null)], default);
        await _server.Answered;
        _clock.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(ExportResult.Delivered, await export);
    }

    private Task<ExportResult> ExportAsync(string type, byte[] answer)
    {
        _server.Answer = context =>
        {
            context.Response.ContentType = type;
            return context.Response.Body.WriteAsync(answer).AsTask();
        };
        return Exporter().ExportAsync([new(Traced.Success(), null)], default);
    }

    private ITraceExporter Exporter() => ExporterFactory.Create(
        new DestinationEntry
        {
            Name = "collector",
            Id = "d",
            Type = DestinationTypes.OtelCollector,
            Config = new Dictionary<string, string> { ["endpoint"] = "https://collector.example/v1/traces" },
        },
        _ => null, _server.Client, _clock)!;
}
