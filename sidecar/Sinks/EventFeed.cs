using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using K8sRouter.Core.Events;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// The latest events and those to come, for <c>GET /events</c>. An event is written only when somebody reads it; a follower
/// who can't keep up loses the oldest ones and holds nobody up. Fed as things happen: it is a live view, the journal and what is
/// delivered from it are the books.
/// </summary>
internal sealed class EventFeed(int recent = EventFeed.DefaultRecent)
{
    private const int DefaultRecent = 256;

    private const int FollowerBacklog = 1024;

    private readonly Lock _lock = new();
    private readonly Queue<PlatformEvent> _recent = new();
    private readonly List<Channel<PlatformEvent>> _followers = [];

    public void Publish(PlatformEvent happened)
    {
        lock (_lock)
        {
            if (_recent.Count >= recent)
                _recent.Dequeue();
            _recent.Enqueue(happened);
            foreach (var follower in _followers)
                follower.Writer.TryWrite(happened);
        }
    }

    /// <summary>The latest events, oldest first; each one line of JSON with its line end.</summary>
    public IReadOnlyList<byte[]> Recent()
    {
        lock (_lock)
            return [.. _recent.Select(Line)];
    }

    /// <summary>The latest events and then those that come, until cancelled.</summary>
    public async IAsyncEnumerable<byte[]> Subscribe([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<PlatformEvent>(
            new BoundedChannelOptions(
                Math.Max(FollowerBacklog, recent))
            { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_lock)
        {
            foreach (var happened in _recent)
                channel.Writer.TryWrite(happened);
            _followers.Add(channel);
        }
        try
        {
            await foreach (var happened in channel.Reader.ReadAllAsync(cancellationToken))
                yield return Line(happened);
        }
        finally
        {
            lock (_lock)
                _followers.Remove(channel);
        }
    }

    private static byte[] Line(PlatformEvent happened)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(line))
        {
            happened.Write(writer);
        }
        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }
}
