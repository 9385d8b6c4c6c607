using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Hosting;
using K8sRouter.Sidecar.Tests.Forwarding;
using K8sRouter.Sidecar.Tests.Generations;
using K8sRouter.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Ingress;

/// <summary>Bodies as they come over the wire, to the real server: every way in which reading one can fail is the caller's to mend.</summary>
public sealed class UnreadableBodyTests
{
    private const string Head = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    private const string Chunked = Head + "Transfer-Encoding: chunked\r\n\r\n";
    private const string Body = """{"model":"acme/one","messages":[{"role":"user","content":"hi"}]}""";

    private static readonly TimeSpan TotalTimeout = new SidecarOptions { ConfigDirectory = "" }.TotalTimeout;

    private readonly FakeTimeProvider _clock = Clocks.Noon();

    public static TheoryData<string, bool> Kinds => CannedAnswers.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_encoded_body_is_decoded_and_goes_upstream_without_its_coding(string api, bool streamed)
    {
        string? coding = null;
        await using var road = await RoadUnderTest.StartAsync(RoadUnderTest.Config(), new MemoryJournal(), request =>
        {
            coding = request.Content!.Headers.ContentEncoding.FirstOrDefault();
            return CannedAnswers.Of(api, streamed);
        });
        string body = CannedAnswers.Request(api) + (streamed ? ",\"stream\":true}" : "}");
        foreach (string encoding in (string[])["gzip", "br", "deflate"])
        {
            var content = new ByteArrayContent(ContentCodingsTests.Encode(encoding, Encoding.UTF8.GetBytes(body)));
            content.Headers.ContentEncoding.Add(encoding);

            using var answer = await road.Client.PostAsync(CannedAnswers.Path(api), content);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("canary-prompt", road.Sent, StringComparison.Ordinal);
            Assert.Null(coding);
        }
    }

    [Theory]
    [InlineData(GenerationApis.Chat)]
    [InlineData(GenerationApis.Completions)]
    [InlineData(GenerationApis.Embeddings)]
    [InlineData(GenerationApis.Responses)]
    [InlineData(GenerationApis.Messages)]
    public async Task A_coding_that_isnt_taken_is_a_415_in_the_APIs_form_with_those_that_are(string api)
    {
        await using var road = await StartAsync();
        var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentEncoding.Add("zstd");

        using var answer = await road.Client.PostAsync(CannedAnswers.Path(api), content);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "gzip, deflate, br"), (answer.StatusCode, answer.Headers.NonValidated["Accept-Encoding"].ToString()));
        Assert.Equal(
            "Content-Encoding: \"zstd\" isn't taken: send the body in gzip, deflate, br, or as it is", Message(api, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(0, road.Calls);
    }

    [Fact]
    public async Task A_bomb_is_a_413_and_a_corrupt_body_a_400_that_names_the_header()
    {
        await using var road = await StartAsync();

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(ContentCodingsTests.Encode("gzip", new byte[(1 << 25) + 1]))).StatusCode);
        using var corrupt = await PostAsync("not gzip at all"u8.ToArray());
        Assert.Equal(HttpStatusCode.BadRequest, corrupt.StatusCode);
        Assert.StartsWith("Content-Encoding: ", Message(GenerationApis.Chat, await corrupt.Content.ReadAsStringAsync()), StringComparison.Ordinal);

        Task<HttpResponseMessage> PostAsync(byte[] bytes)
        {
            var content = new ByteArrayContent(bytes);
            content.Headers.ContentEncoding.Add("gzip");
            return road.Client.PostAsync("/v1/chat/completions", content);
        }
    }

    [Theory]
    [InlineData(Chunked + "FFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "7FFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "-1\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData(Chunked + "2\r\n{}XX0\r\n\r\n")]
    [InlineData(Chunked + "0\r\nno trailer\r\n\r\n")]
    public async Task A_body_that_makes_no_sense_is_a_400_in_the_APIs_form(string request)
    {
        await using var road = await StartAsync();
        foreach (string path in (string[])["/v1/chat/completions", "/v1/messages", "/v1/responses"])
        {
            var (status, body) = await SendAsync(road, request.Replace("/v1/chat/completions", path, StringComparison.Ordinal));

            Assert.Equal(400, status);
            Assert.StartsWith(
                "The request body could not be read",
                Message(path == "/v1/messages" ? GenerationApis.Messages : GenerationApis.Chat, body), StringComparison.Ordinal);
        }
        Assert.Equal(0, road.Calls);
        // One line for all three, by a clock that stands still, and no stack.
        Assert.Equal("A request's body was refused (Malformed); at most one such line a second", Assert.Single(road.Log.Lines));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(road, request);
        Assert.Equal(2, road.Log.Lines.Count);
    }

    [Theory]
    [InlineData(Chunked + "2\r\n{}\r\n")]
    [InlineData(Chunked + "2")]
    [InlineData(Head + "Content-Length: 900\r\n\r\n{}")]
    public async Task A_caller_that_leaves_amid_its_body_leaves_no_stack(string request)
    {
        var road = await StartAsync();
        using (var socket = await ConnectAsync(road))
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(request));
            socket.Shutdown(SocketShutdown.Send);
            // To the server that is no half of a conversation but its end.
            while (await ReadAsync(socket, new byte[4096]) > 0)
            {
            }
        }
        await road.DisposeAsync();

        Assert.Equal(0, road.Calls);
        Assert.All(road.Log.Lines, line => Assert.StartsWith("A request's body was refused", line, StringComparison.Ordinal));
        Assert.All(road.Log.Lines, line => Assert.DoesNotContain("Exception", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}")]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}")]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n{}")]
    [InlineData("POST /v1/chat/completions HTTP/1.0\r\n\r\n{}")]
    [InlineData("POST /v1/chat/completions HTTP/1.1\r\n\r\n{}")]
    [InlineData("POST /v1/%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST\r\n\r\n")]
    [InlineData("GET /v1/models/%ff%zz/endpoints?id=%zz%c3 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData(Head + "Expect: something\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task What_the_server_itself_refuses_is_a_4xx_and_leaves_no_stack(string request)
    {
        await using var road = await StartAsync();

        Assert.InRange((await SendAsync(road, request)).Status, 400, 499);
        Assert.Empty(road.Log.Lines);
    }

    [Fact]
    public async Task A_header_that_is_too_large_is_a_431()
    {
        await using var road = await StartAsync();

        Assert.Equal(431, (await SendAsync(road, Head + $"X-Large: {new string('x', 40_000)}\r\n\r\n")).Status);
        Assert.Empty(road.Log.Lines);
    }

    [Theory]
    [InlineData("POST /v1/chat/completions HTTP/1.0\r\nContent-Length: LENGTH\r\n\r\nBODY")]
    [InlineData(Head + "Connection: close\r\nContent-Length: LENGTH\r\n\r\nBODY")]
    [InlineData(Head + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\nCHUNK;extension=1\r\nBODY\r\n0\r\nX-Trailer: 1\r\n\r\n")]
    public async Task Old_clients_chunk_extensions_and_trailers_are_served(string request)
    {
        await using var road = await StartAsync();

        var (status, body) = await SendAsync(road, request
            .Replace("LENGTH", $"{Body.Length}", StringComparison.Ordinal)
            .Replace("CHUNK", $"{Body.Length:x}", StringComparison.Ordinal)
            .Replace("BODY", Body, StringComparison.Ordinal));

        Assert.Equal(200, status);
        Assert.Contains(CannedAnswers.Canary, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_waits_to_be_asked_for_its_body_is_asked()
    {
        await using var road = await StartAsync();
        using var socket = await ConnectAsync(road);
        await socket.SendAsync(Encoding.ASCII.GetBytes(Head + $"Expect: 100-continue\r\nConnection: close\r\nContent-Length: {Body.Length}\r\n\r\n"));

        byte[] buffer = new byte[100];
        int read = await socket.ReceiveAsync(buffer);
        Assert.StartsWith("HTTP/1.1 100 ", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
        await socket.SendAsync(Encoding.ASCII.GetBytes(Body));
        Assert.Equal(200, (await ReceiveAsync(socket)).Status);
    }

    [Fact]
    public async Task An_upload_may_pause_and_must_end_within_the_calls_total_time()
    {
        // The server's own limit on the rate of uploads would cut one after five seconds of silence.
        var limits = new KestrelServerLimits();
        SidecarServer.SetLimits(limits);
        Assert.Null(limits.MinRequestBodyDataRate);

        var began = new TaskCompletionSource();
        var clock = new SignallingClock(_clock, began);
        await using var road = await RoadUnderTest.StartAsync(
            RoadUnderTest.Config(), new MemoryJournal(), _ => CannedAnswers.Of(GenerationApis.Chat, false), clock: clock);
        using var slow = await ConnectAsync(road);
        await slow.SendAsync(Encoding.ASCII.GetBytes(Head + $"Connection: close\r\nContent-Length: {Body.Length}\r\n\r\n{Body[..9]}"));
        await began.Task;
        _clock.Advance(TotalTimeout - TimeSpan.FromSeconds(1));
        await slow.SendAsync(Encoding.ASCII.GetBytes(Body[9..]));
        Assert.Equal(200, (await ReceiveAsync(slow)).Status);

        clock.Began = began = new TaskCompletionSource();
        using var silent = await ConnectAsync(road);
        await silent.SendAsync(Encoding.ASCII.GetBytes(Head + $"Content-Length: {Body.Length}\r\n\r\n{Body[..9]}"));
        await began.Task;
        _clock.Advance(TotalTimeout);
        var (status, body) = await ReceiveAsync(silent);
        Assert.Equal((408, "The request body didn't arrive within 900 s"), (status, Message(GenerationApis.Chat, body)));
    }

    private Task<RoadUnderTest> StartAsync() => RoadUnderTest.StartAsync(
        RoadUnderTest.Config(), new MemoryJournal(), _ => CannedAnswers.Of(GenerationApis.Chat, false), clock: _clock);

    private static async Task<Socket> ConnectAsync(RoadUnderTest road)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, road.Client.BaseAddress!.Port);
        return socket;
    }

    /// <summary>Sends a request as it stands and reads the answer.</summary>
    private static async Task<(int Status, string Body)> SendAsync(RoadUnderTest road, string request)
    {
        using var socket = await ConnectAsync(road);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        return await ReceiveAsync(socket);
    }

    private static async Task<(int Status, string Body)> ReceiveAsync(Socket socket)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!IsWhole(text.ToString()) && await ReadAsync(socket, buffer) is > 0 and var read)
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        string answer = text.ToString();
        int body = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), body < 0 ? "" : answer[(body + 4)..]);
    }

    private static async Task<int> ReadAsync(Socket socket, byte[] buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer);
        }
        catch (SocketException)
        {
            // Reset: the server had no use for the rest of the request.
            return 0;
        }
    }

    private static bool IsWhole(string answer)
    {
        int body = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        const string Length = "Content-Length: ";
        int length = answer.IndexOf(Length, StringComparison.Ordinal);
        return body >= 0 && length >= 0 && length < body
            && answer.Length - body - 4 >= int.Parse(answer[(length + Length.Length)..].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string? Message(string api, string body)
    {
        using var json = JsonDocument.Parse(body);
        Assert.Equal(api == GenerationApis.Messages, json.RootElement.TryGetProperty("type", out _));
        return json.RootElement.GetProperty("error").GetProperty("message").GetString();
    }

    /// <summary>Tells when a body's time begins to run, since nothing may advance before that.</summary>
    private sealed class SignallingClock(FakeTimeProvider clock, TaskCompletionSource began) : TimeProvider
    {
        public TaskCompletionSource Began { get; set; } = began;

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = clock.CreateTimer(callback, state, dueTime, period);
            if (dueTime == TotalTimeout)
                Began.TrySetResult();
            return timer;
        }
    }
}
