using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace K8sRouter.Testing.Redis;

/// <summary>A connection that speaks Redis' protocol by itself, independent of the client under test.</summary>
public sealed class RedisProbe : IAsyncDisposable
{
    private readonly Stream _stream;

    private RedisProbe(Stream stream) => _stream = stream;

    public static async Task<RedisProbe> ConnectAsync(int port, bool tls, string? password, string? user = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (tls)
        {
#pragma warning disable CA5359 // The tests' own connection to the tests' own server.
            var secure = new SslStream(stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
            await secure.AuthenticateAsClientAsync("127.0.0.1");
            stream = secure;
        }
        var probe = new RedisProbe(stream);
        if (user is not null)
            await probe.AskAsync("AUTH", user, password!);
        else if (password is not null)
            await probe.AskAsync("AUTH", password);
        return probe;
    }

    /// <summary>Text, number, null or a list of these.</summary>
    public async Task<object?> AskAsync(params string[] words)
    {
        var command = new StringBuilder($"*{words.Length}\r\n");
        foreach (string word in words)
            command.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(command.ToString()));
        return await ReadAsync();
    }

    /// <summary>The next answer, such as a message of a channel that is subscribed to.</summary>
    public async Task<object?> ReadAsync()
    {
        string line = await ReadLineAsync();
        switch (line[0])
        {
            case '+':
                return line[1..];
            case ':':
                return Number(line);
            case '-':
                throw new InvalidOperationException(line[1..]);
            case '$' when Number(line) < 0:
            case '*' when Number(line) < 0:
                return null;
            case '$':
                var text = new byte[Number(line) + 2];
                await _stream.ReadExactlyAsync(text);
                return Encoding.UTF8.GetString(text, 0, text.Length - 2);
            default:
                var list = new object?[Number(line)];
                for (int i = 0; i < list.Length; i++)
                    list[i] = await ReadAsync();
                return list;
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await _stream.ReadExactlyAsync(one);
            if (one[0] == '\n')
                return line.ToString(0, line.Length - 1);
            line.Append((char)one[0]);
        }
    }

    private static long Number(string line) => long.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
}
