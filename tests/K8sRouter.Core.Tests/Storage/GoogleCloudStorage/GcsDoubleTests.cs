using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

/// <summary>The double refuses what the real service refuses, or the tests above prove nothing.</summary>
public sealed class GcsDoubleTests : IAsyncLifetime
{
    private const string Objects = "storage/v1/b/b/o";
    private const string Multipart = "upload/storage/v1/b/b/o?uploadType=multipart&name=x";
    private const string Resumable = "upload/storage/v1/b/b/o?uploadType=resumable&name=x";
    private HttpClient _client = null!;
    private GcsDouble _service = null!;

    public async Task InitializeAsync()
    {
        _service = await GcsDouble.StartAsync("b");
        _client = Connect(_service.Address);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData("storage/v1/b/b/o/a/b", 404)]
    [InlineData("storage/v2/b/b/o", 404)]
    [InlineData("", 404)]
    [InlineData("storage/v1/b/other/o", 404)]
    [InlineData(Objects + "/missing", 404)]
    [InlineData("download/storage/v1/b/b/o/missing?alt=media", 404)]
    [InlineData(Objects + "?unknown=1", 400)]
    [InlineData(Objects + "?prefix=a&prefix=b", 400)]
    [InlineData(Objects + "?pageToken=nonsense", 400)]
    [InlineData(Objects + "?maxResults=-1", 400)]
    [InlineData(Objects + "?fields=items(nonsense)", 400)]
    [InlineData(Objects + "/x?ifGenerationMatch=no", 400)]
    public async Task What_isnt_there_or_isnt_known_is_refused(string target, int status)
    {
        await PutAsync("hello");

        using var response = await _client.GetAsync(target);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Errors_have_the_real_shape_and_tell_bucket_from_object()
    {
        var ofObject = await ErrorAsync(await _client.GetAsync(Objects + "/missing"));
        var ofBucket = await ErrorAsync(await _client.GetAsync("storage/v1/b/other/o/missing"));
        using var media = await _client.GetAsync("download/storage/v1/b/b/o/missing?alt=media");

        Assert.Equal((404, "notFound", "No such object: b/missing"), ofObject);
        Assert.Equal((404, "notFound", "The specified bucket does not exist."), ofBucket);
        Assert.Equal("No such object: b/missing", await media.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("&ifGenerationMatch=0", "conditionNotMet", 412)]
    [InlineData("&ifGenerationMatch=12345", "conditionNotMet", 412)]
    [InlineData("&predefinedAcl=publicRead", "invalid", 400)]
    [InlineData("&kmsKeyName=mykey", "invalid", 400)]
    [InlineData("&unknown=1", "invalid", 400)]
    public async Task An_insert_under_a_wrong_condition_or_with_what_isnt_allowed_is_refused(string parameters, string reason, int status)
    {
        await PutAsync("first");

        var (code, found, _) = await ErrorAsync(await SendAsync(Multipart + parameters, "second"));

        Assert.Equal((status, reason), (code, found));
        Assert.Equal("first"u8.ToArray(), _service.Objects.Single().Content);
    }

    [Fact]
    public async Task Without_a_condition_an_insert_overwrites_and_soft_delete_keeps_the_old_one()
    {
        await PutAsync("first");
        await PutAsync("second");

        Assert.Equal("second"u8.ToArray(), _service.Objects.Single().Content);
        Assert.Equal("first"u8.ToArray(), _service.Bucket("b").SoftDeleted.Single().Content);
        Assert.True(_service.Objects[0].Generation > _service.Bucket("b").SoftDeleted[0].Generation);
    }

    [Fact]
    public async Task A_wrong_checksum_is_refused()
    {
        var (code, reason, message) = await ErrorAsync(await SendAsync(Multipart, "hello", """{"crc32c":"AAAAAA=="}"""));

        Assert.Equal((400, "invalid"), (code, reason));
        Assert.StartsWith("Provided CRC32C \"AAAAAA==\" doesn't match", message, StringComparison.Ordinal);
        Assert.Empty(_service.Objects);
    }

    [Theory]
    [InlineData("multipart/related; boundary=other")]
    [InlineData("application/json")]
    public async Task A_body_that_isnt_two_parts_is_refused(string contentType)
    {
        using var content = new StringContent("--x\r\n\r\nhello\r\n--x--\r\n");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        using var response = await _client.PostAsync(Multipart, content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("bytes=5-", 416, "")]
    [InlineData("bytes=9-12", 416, "")]
    [InlineData("bytes=3-1", 416, "")]
    [InlineData("bytes=1-3", 206, "ell")]
    [InlineData("bytes=3-99", 206, "lo")]
    [InlineData("bytes=-2", 206, "lo")]
    public async Task A_range_is_cut_at_the_end_and_refused_beyond_it(string range, int status, string expected)
    {
        await PutAsync("hello");
        using var request = new HttpRequestMessage(HttpMethod.Get, "download/storage/v1/b/b/o/x?alt=media");
        request.Headers.TryAddWithoutValidation("Range", range);

        using var response = await _client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 206)
            Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_read_of_what_the_caller_has_is_304()
    {
        await PutAsync("hello");

        using var response = await _client.GetAsync($"{Objects}/x?ifGenerationNotMatch={_service.Objects[0].Generation}");

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
    }

    [Theory]
    [InlineData("bytes 0-99/1000", 100)]
    [InlineData("bytes 262144-524287/600000", 262144)]
    [InlineData("bytes 0-262143/600000", 262143)]
    [InlineData("bytes 0-262143/700000", 262144)]
    [InlineData("bytes 5-1/600000", 1)]
    [InlineData("nonsense", 262144)]
    public async Task A_chunk_of_a_wrong_size_place_or_total_is_refused(string range, int length)
    {
        var session = await StartAsync(600_000);

        using var response = await ChunkAsync(session, range, length);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(_service.Objects);
    }

    [Fact]
    public async Task An_upload_appears_when_its_last_chunk_is_there()
    {
        var session = await StartAsync(300_000);

        using var none = await ChunkAsync(session, "bytes */300000", 0);
        Assert.Equal((308, false), ((int)none.StatusCode, none.Headers.Contains("Range")));
        using var first = await ChunkAsync(session, "bytes 0-262143/300000", 262144);
        Assert.Equal((308, "bytes=0-262143"), ((int)first.StatusCode, first.Headers.GetValues("Range").Single()));
        Assert.Empty(_service.Objects);
        using var last = await ChunkAsync(session, "bytes 262144-299999/300000", 300_000 - 262144);
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
        using var again = await ChunkAsync(session, "bytes */300000", 0);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        Assert.Equal(300_000, _service.Objects.Single().Content.Length);
        _service.ExpireSessions();
        using var gone = await ChunkAsync(session, "bytes */300000", 0);
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
    }

    [Fact]
    public async Task A_session_that_was_never_begun_isnt_found()
    {
        using var response = await ChunkAsync(new(_service.Address + "/" + Resumable + "&upload_id=nonsense"), "bytes 0-9/10", 10);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("{\"bucket\":\"b\"}", 200)]
    [InlineData("{\"bucket\":\"other\"}", 400)]
    [InlineData("{\"unknown\":1}", 400)]
    public async Task Metadata_names_the_bucket_of_the_address_or_none(string metadata, int status)
    {
        using var response = await SendAsync(Multipart, "hello", metadata);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("gzip", true, 200)]
    [InlineData("gzip", false, 400)]
    [InlineData("br", true, 400)]
    public async Task Metadata_may_come_compressed(string encoding, bool compressed, int status)
    {
        using var body = new MemoryStream();
        await using (Stream writer = compressed ? new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true) : body)
            await writer.WriteAsync("{}"u8.ToArray());
        using var content = new ByteArrayContent(body.ToArray());
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add(encoding);

        using var response = await _client.PostAsync(Resumable, content);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Two_uploads_of_one_name_can_both_begin_and_one_may_end()
    {
        var first = await StartAsync(10, "&ifGenerationMatch=0");
        var second = await StartAsync(10, "&ifGenerationMatch=0");

        using var won = await ChunkAsync(first, "bytes 0-9/10", 10);
        using var lost = await ChunkAsync(second, "bytes 0-9/10", 10);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (won.StatusCode, lost.StatusCode));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer ya29.somebodys")]
    [InlineData("Basic abc")]
    public async Task Where_tokens_are_required_others_are_refused(string? authorization)
    {
        _service.RequireToken = true;
        using var request = new HttpRequestMessage(HttpMethod.Get, Objects);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_foreign_token_is_refused_even_where_none_is_required()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Objects) { Headers = { Authorization = new("Bearer", "ya29.real") } };

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("grant_type=nonsense")]
    [InlineData("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=nonsense")]
    [InlineData("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=e30.e30.AAAA")]
    public async Task A_token_needs_a_signed_assertion(string form)
    {
        using var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");

        using var response = await _client.PostAsync("token", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_page_holds_a_thousand_at_most_whatever_is_asked()
    {
        var item = await PutAsync("hello");
        for (int i = 0; i < 1500; i++)
            _service.Bucket("b").Put(item with { Name = $"y/{i:d4}" });

        var page = JsonElement.Parse(await _client.GetStringAsync(Objects + "?maxResults=5000&fields=nextPageToken,items(name)"));

        Assert.Equal(1000, page.GetProperty("items").GetArrayLength());
        Assert.Equal(["name"], page.GetProperty("items")[0].EnumerateObject().Select(field => field.Name));
        var rest = JsonElement.Parse(await _client.GetStringAsync(
            Objects + "?pageToken=" + Uri.EscapeDataString(page.GetProperty("nextPageToken").GetString()!)));
        Assert.Equal(501, rest.GetProperty("items").GetArrayLength());
        Assert.False(rest.TryGetProperty("nextPageToken", out _));
    }

    [Fact]
    public async Task A_retention_policy_keeps_objects_from_deletion_and_overwriting()
    {
        await PutAsync("hello");
        (_service.Bucket("b").Retention, _service.Bucket("b").RetentionLocked) = (TimeSpan.FromDays(1), true);

        var deleting = await ErrorAsync(await _client.DeleteAsync(Objects + "/x"));
        var overwriting = await ErrorAsync(await SendAsync(Multipart, "other"));

        Assert.Equal((403, "retentionPolicyNotMet"), (deleting.Code, deleting.Reason));
        Assert.Equal((403, "retentionPolicyNotMet"), (overwriting.Code, overwriting.Reason));
    }

    private static HttpClient Connect(string address) => new(GcsHttp.CreateHandler()) { BaseAddress = new(address) };

    private async Task<GcsDoubleObject> PutAsync(string text)
    {
        using var response = await SendAsync(Multipart, text);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return _service.Objects.Single(item => item.Name == "x");
    }

    private async Task<HttpResponseMessage> SendAsync(string target, string text, string metadata = "{}")
    {
        using var content = new MultipartContent("related");
        content.Add(new StringContent(metadata, Encoding.UTF8, "application/json"));
        content.Add(new StringContent(text, Encoding.UTF8, "text/plain"));
        return await _client.PostAsync(target, content);
    }

    private async Task<Uri> StartAsync(int length, string parameters = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Resumable + parameters);
        request.Headers.Add("X-Upload-Content-Length", $"{length}");
        using var response = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.Location!;
    }

    private async Task<HttpResponseMessage> ChunkAsync(Uri session, string range, int length)
    {
        using var content = new ByteArrayContent(new byte[length]);
        content.Headers.TryAddWithoutValidation("Content-Range", range);
        return await _client.PutAsync(session, content);
    }

    private static async Task<(int Code, string Reason, string Message)> ErrorAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
            Assert.Equal((int)response.StatusCode, error.GetProperty("code").GetInt32());
            return (error.GetProperty("code").GetInt32(), error.GetProperty("errors")[0].GetProperty("reason").GetString()!, error.GetProperty("message").GetString()!);
        }
    }
}
