using System.Globalization;
using System.Net;
using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

/// <summary>A slow line isn't a broken one: limits are for what doesn't move.</summary>
public sealed class GcsSlowUploadTests
{
    private const int Length = 2 << 20;
    private readonly FakeTimeProvider _clock = Clocks.Noon();

    [Theory]
    [InlineData(64 << 20)]
    [InlineData(512 << 10)]
    public async Task An_upload_is_given_the_time_that_its_bytes_take(int multipartLimit)
    {
        // Each block takes less than the stall limit; together they take many times that, and in chunks also more than an attempt may.
        using var service = new SlowService(_clock, TimeSpan.FromSeconds(multipartLimit > Length ? 3 : 14));

        var result = await GcsWriteTests.PutAsync(Open(service, multipartLimit), "a", Length);

        Assert.Equal(PutResult.Created, result);
        Assert.True(service.Received.AsSpan().IndexOf(GcsWriteTests.Bytes(Length)) >= 0);
        Assert.InRange(service.Took, TimeSpan.FromSeconds(90), TimeSpan.FromHours(1));
        Assert.Equal(multipartLimit > Length ? 1 : 5, service.Requests);
    }

    [Theory]
    [InlineData(64 << 20)]
    [InlineData(512 << 10)]
    public async Task An_upload_whose_bytes_dont_move_is_given_up(int multipartLimit)
    {
        using var service = new SlowService(_clock, TimeSpan.FromSeconds(21));

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(
            () => GcsWriteTests.PutAsync(Open(service, multipartLimit), "a", Length));

        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.Equal("gs://team-a-prompts: can't write an object: no answer in time; attempts: 4. Google Cloud Storage is busy or out of reach: try again later.", fault.Message);
    }

    [Theory]
    [InlineData("https://elsewhere.example/upload")]
    [InlineData("/upload?upload_id=1")]
    [InlineData(null)]
    public async Task The_bytes_go_nowhere_but_where_the_session_was_begun(string? location)
    {
        using var service = new SlowService(_clock, TimeSpan.Zero) { Location = location };

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => GcsWriteTests.PutAsync(Open(service, 512 << 10), "a", Length));

        Assert.Contains("an upload session at another address than the service's", fault.Message, StringComparison.Ordinal);
        Assert.Equal((4, 0), (service.Requests, service.Received.Length));
    }

    [Theory]
    [InlineData("bytes=0-99999999")]
    [InlineData("bytes=0-")]
    [InlineData("canary")]
    public async Task A_session_that_claims_what_cant_be_is_begun_anew_and_given_up(string range)
    {
        using var service = new SlowService(_clock, TimeSpan.Zero) { Range = range };

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => GcsWriteTests.PutAsync(Open(service, 512 << 10), "a", Length));

        Assert.Contains("its upload sessions don't last", fault.Message, StringComparison.Ordinal);
        Assert.Equal(6, service.Requests);
    }

    [Fact]
    public async Task A_session_that_takes_chunks_and_keeps_none_is_given_up()
    {
        using var service = new SlowService(_clock, TimeSpan.Zero) { Range = "" };

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => GcsWriteTests.PutAsync(Open(service, 512 << 10), "a", Length));

        Assert.Contains("its upload doesn't move on", fault.Message, StringComparison.Ordinal);
        Assert.Equal(9, service.Requests);
    }

    private IObjectStore Open(SlowService service, int multipartLimit) =>
        new ObjectStoreFactory(service, new(_clock, Emulator), _clock, Emulator)
        {
            Tuning = new() { MultipartLimit = multipartLimit, ChunkBytes = 512 << 10, FirstBackOff = TimeSpan.Zero, RetryBudget = TimeSpan.FromDays(1) },
        }.Open(new StoreSettings { Bucket = GcsFixture.Bucket }, null);

    private static string? Emulator(string variable) => variable == "STORAGE_EMULATOR_HOST" ? "gcs.example" : null;

    /// <summary>Takes its time over each block of a body, by the test's clock.</summary>
    private sealed class SlowService(FakeTimeProvider clock, TimeSpan aBlock) : HttpMessageHandler
    {
        private readonly MemoryStream _received = new();
        private readonly DateTimeOffset _begun = clock.GetUtcNow();

        public string? Location { get; init; } = "http://gcs.example/upload?upload_id=1";

        /// <summary>What it says to have of every chunk; empty: nothing; null: the truth.</summary>
        public string? Range { get; init; }

        public int Requests { get; private set; }

        public byte[] Received => _received.ToArray();

        public TimeSpan Took => clock.GetUtcNow() - _begun;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            if (request.Headers.Contains("X-Upload-Content-Length"))
                return Begun();
            using var line = new SlowLine(_received, clock, aBlock);
            await request.Content!.CopyToAsync(line, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var range = request.Content.Headers.ContentRange;
            if (Range is null && (range is null || range.To + 1 == range.Length))
            {
                string crc = Convert.ToBase64String(BitConverter.GetBytes(GcsWriteTests.Properties(GcsWriteTests.Bytes(Length)).Crc32C).Reverse().ToArray());
                string stored = $$"""{"size":"{{Length.ToString(CultureInfo.InvariantCulture)}}","crc32c":"{{crc}}"}""";
                return new() { Content = new StringContent(stored, Encoding.UTF8, "application/json"), RequestMessage = request };
            }
            var more = new HttpResponseMessage(HttpStatusCode.PermanentRedirect);
            string kept = Range ?? (range?.To is { } last ? $"bytes=0-{last}" : "");
            if (kept.Length > 0)
                more.Headers.TryAddWithoutValidation("Range", kept);
            return more;
        }

        private HttpResponseMessage Begun()
        {
            var begun = new HttpResponseMessage();
            if (Location is not null)
                begun.Headers.TryAddWithoutValidation("Location", Location);
            return begun;
        }
    }

    private sealed class SlowLine(Stream target, FakeTimeProvider clock, TimeSpan aBlock) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            clock.Advance(aBlock);
            cancellationToken.ThrowIfCancellationRequested();
            await target.WriteAsync(buffer, cancellationToken);
        }
    }
}
