using System.Net;
using System.Text;
using K8sRouter.Testing.Redis;

namespace K8sRouter.Operator.Tests.Commands.Events;

public sealed class TailTests
{
    private const string Event =
        """{"specversion":"1.0","id":"gen-1","source":"/s","type":"io.k8srouter.generation.v1","time":"2026-11-20T12:00:05Z","datacontenttype":"application/json","data":{"generation_id":"gen-1","workspace":"team-a","model":"openai/gpt-5-mini","provider":"openai","status":200,"total_tokens":1234,"cost":0.0125,"duration_ms":842.3}}""";

    private const string Line =
        "12:00:05 team-a           openai/gpt-5-mini                openai         200     1,234 tok      $0.0125     842 ms\n";

    [Fact]
    public async Task Events_of_a_sidecar_are_lines_and_its_end_is_told()
    {
        await using var sidecar = await AdminPort.StartAsync(Event + "\n" + """{"specversion":"1.0","type":"io.k8srouter.other.v9"}""" + "\nrubbish\n");
        using var command = new CommandLine { Time = TimeProvider.System };

        Assert.Equal(1, await command.RunAsync("events", "tail", "--url", sidecar.Url));

        Assert.Equal(Line, command.Output);
        Assert.Contains("warning: something came that is no event", command.Errors, StringComparison.Ordinal);
        Assert.Contains($"error: {sidecar.Url} ended", command.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("-o", "json")]
    public async Task With_json_the_events_themselves_are_printed(params string[] flags)
    {
        await using var sidecar = await AdminPort.StartAsync(Event + "\n");
        using var command = new CommandLine { Time = TimeProvider.System };

        await command.RunAsync(["events", "tail", "--url", sidecar.Url + "/events", .. flags]);

        Assert.Equal(Event + "\n", command.Output);
    }

    [Theory]
    [InlineData(
        "denial", """{"models":["acme/thinker","acme/other:free"],"status":404,"rules":{"data_policy:retention":4,"data_region":1},"policies":["WorkspacePrivacyPolicy team-a/default"]}""",
        "denied 404 acme/thinker, acme/other:free: data_policy:retention 4, data_region 1 by WorkspacePrivacyPolicy team-a/default")]
    [InlineData(
        "denial", """{"models":["acme/thinker"],"status":404,"rules":{"max_price":1},"policies":[]}""",
        "denied 404 acme/thinker: max_price 1 by the request itself")]
    [InlineData(
        "configuration", """{"result":"accepted","revision":"c10faefabcad1234","allowed_endpoints":4,"excluded_endpoints":3,"reason":null}""",
        "configuration c10faefabcad in force: 4 endpoints allowed, 3 excluded")]
    [InlineData(
        "configuration", """{"result":"refused","revision":"c10faefabcad1234","reason":"models: Duplicate value"}""",
        "configuration refused: models: Duplicate value; c10faefabcad stays in force")]
    [InlineData("sink", """{"sink":"destination/langfuse","state":"circuit_open","code":"http_503","remedy":null}""", "destination/langfuse circuit open (http_503)")]
    [InlineData("sink", """{"sink":"segments","state":"parked","code":"forbidden","remedy":"See the\u001bkey."}""", "segments parked (forbidden): See the\\u001bkey.")]
    [InlineData("sink", """{"sink":"segments","state":"delivering","code":null,"remedy":null}""", "segments delivering")]
    public async Task What_is_no_call_is_told_in_words(string type, string data, string words)
    {
        string happened = "{\"specversion\":\"1.0\",\"id\":\"evt-1\",\"source\":\"/s\",\"type\":\"io.k8srouter." + type
            + ".v1\",\"time\":\"2026-11-20T12:00:05Z\",\"data\":{\"workspace\":\"team-a\"," + data[1..] + "}";
        await using var sidecar = await AdminPort.StartAsync(happened + "\n");
        using var command = new CommandLine { Time = TimeProvider.System };

        await command.RunAsync("events", "tail", "--url", sidecar.Url);

        Assert.Equal("12:00:05 team-a           " + words + "\n", command.Output);
    }

    [Fact]
    public async Task What_cant_be_known_is_a_dash_and_what_could_move_the_cursor_is_spelled_out()
    {
        string strange = Event.Replace("1234", "null", StringComparison.Ordinal).Replace("team-a", "\\u001b[2J", StringComparison.Ordinal);
        await using var sidecar = await AdminPort.StartAsync(strange + "\n");
        using var command = new CommandLine { Time = TimeProvider.System };

        await command.RunAsync("events", "tail", "--url", sidecar.Url);

        Assert.Contains(" - tok", command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", command.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sidecar_in_a_pod_wants_its_token_and_gets_it_from_a_file()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "the-token\n");
        try
        {
            await using var closed = await AdminPort.StartAsync(Event + "\n", "the-token");
            using var without = new CommandLine { Time = TimeProvider.System };
            Assert.Equal(1, await without.RunAsync("events", "tail", "--url", closed.Url));
            Assert.Contains("name that by --token-file", without.Errors, StringComparison.Ordinal);

            await using var open = await AdminPort.StartAsync(Event + "\n", "the-token");
            using var with = new CommandLine { Time = TimeProvider.System };
            await with.RunAsync("events", "tail", "--url", open.Url, "--token-file", file);
            Assert.Equal(Line, with.Output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("sesame-open")]
    public async Task Events_come_from_redis_until_it_is_stopped_which_is_success(string? password)
    {
        await using var server = await RedisServerProcess.StartAsync(password, tls: password is not null);
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, password + "\n");
        string[] secure = password is null ? [] : ["--password-file", file, "--tls", "--ca-file", server.Certificate!.File];
        using var command = new CommandLine { Time = TimeProvider.System };
        try
        {
            var running = command.RunAsync(["events", "tail", "--redis", server.Address, .. secure]);
            await using var probe = await server.ConnectAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while ((long?)await probe.AskAsync("PUBLISH", "k8srouter:w-1:events", Event) == 0)
                await Task.Delay(20, patience.Token);
            await command.OutputAsync(Line);

            command.Stop();

            Assert.Equal(0, await running);
            Assert.Equal("", command.Errors);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_user_follows_the_events_below_its_prefix_and_is_told_what_it_lacks_for_others()
    {
        await using var server = await RedisServerProcess.StartWithUsersAsync(
            tls: false, "team-a on >sesame &team-a:w-1:events -@all +subscribe +psubscribe +ping +echo");
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "sesame\n");
        string[] tail = ["events", "tail", "--redis", server.Address, "--user", "team-a", "--password-file", file, "--prefix", "team-a"];
        try
        {
            using var others = new CommandLine { Time = TimeProvider.System };
            Assert.Equal(1, await others.RunAsync(tail));
            Assert.Contains("denies its user 'team-a' a right", others.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("sesame", others.Errors, StringComparison.Ordinal);

            using var own = new CommandLine { Time = TimeProvider.System };
            var running = own.RunAsync([.. tail, "--workspace-id", "w-1"]);
            await using var probe = await server.ConnectAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while ((long?)await probe.AskAsync("PUBLISH", "team-a:w-1:events", Event) == 0)
                await Task.Delay(20, patience.Token);
            await own.OutputAsync(Line);
            own.Stop();
            Assert.Equal(0, await running);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_redis_that_wants_a_password_or_goes_away_is_told()
    {
        await using var server = await RedisServerProcess.StartAsync(password: "sesame-open");
        using var command = new CommandLine { Time = TimeProvider.System };

        Assert.Equal(1, await command.RunAsync("events", "tail", "--redis", server.Address));
        Assert.Contains("refuses the password", command.Errors, StringComparison.Ordinal);

        await server.StopAsync();
        Assert.Equal(1, await command.RunAsync("events", "tail", "--redis", server.Address));
        Assert.Contains($"Redis at {server.Address} can't be reached", command.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error: --url 'nonsense' isn't an http or https URL", "--url", "nonsense")]
    [InlineData("error: --redis 'redis' isn't host:port", "--redis", "redis")]
    [InlineData("error: --url and --redis exclude each other.", "--redis", "redis:1", "--url", "http://a")]
    [InlineData("error: --tls, --ca-file, --user, --password-file, --prefix and --workspace-id are for --redis.", "--tls")]
    [InlineData("error: --user needs --password-file.", "--redis", "redis:1", "--user", "team-a")]
    [InlineData("error: --prefix 'team-*' must be letters", "--redis", "redis:1", "--prefix", "team-*")]
    [InlineData("error: --password-file '/nowhere' can't be read", "--redis", "redis:1", "--password-file", "/nowhere")]
    [InlineData("error: --token-file '/nowhere' can't be read", "--token-file", "/nowhere")]
    [InlineData("error: --token-file is for --url.", "--redis", "redis:1", "--token-file", "/nowhere")]
    public async Task Wrong_flags_say_what_would_be_right(string expected, params string[] flags)
    {
        using var command = new CommandLine();

        Assert.Equal(2, await command.RunAsync(["events", "tail", .. flags]));
        Assert.Contains(expected, command.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_told()
    {
        using var command = new CommandLine();

        Assert.Equal(1, await command.RunAsync("events", "tail", "--url", "http://127.0.0.1:1"));
        Assert.Contains("error: http://127.0.0.1:1/events can't be reached", command.Errors, StringComparison.Ordinal);
    }

    /// <summary>Answers one request with some lines and ends.</summary>
    private sealed class AdminPort(HttpListener listener, string url, Task serving) : IAsyncDisposable
    {
        public string Url => url;

        public static Task<AdminPort> StartAsync(string lines, string? token = null)
        {
            var (listener, url) = Listen();
            return Task.FromResult(new AdminPort(listener, url, ServeAsync(listener, lines, token)));
        }

        public async ValueTask DisposeAsync()
        {
            await serving;
            listener.Close();
        }

        private static async Task ServeAsync(HttpListener listener, string lines, string? token)
        {
            var context = await listener.GetContextAsync();
            Assert.Equal("/events", context.Request.Url!.AbsolutePath);
            if (token is not null && context.Request.Headers["Authorization"] != $"Bearer {token}")
            {
                context.Response.StatusCode = 401;
                context.Response.Close();
                return;
            }
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(lines));
            context.Response.Close();
        }

        private static (HttpListener Listener, string Url) Listen()
        {
            using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            free.Start();
            string url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            free.Stop();
            var listener = new HttpListener { Prefixes = { url + "/" } };
            listener.Start();
            return (listener, url);
        }
    }
}
