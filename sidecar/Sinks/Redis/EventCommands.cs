using System.Buffers;
using System.Globalization;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Events;
using K8sRouter.Core.Events.Redis;

namespace K8sRouter.Sidecar.Sinks.Redis;

/// <summary>What Redis is told: the same event in a stream and to whoever listens, a generation's also under its id.</summary>
internal static class EventCommands
{
    public static IEnumerable<RedisCommand> Of(GenerationEvent ended, RedisSettings settings)
    {
        byte[] text = Render(ended);
        string workspace = ended.Origin.WorkspaceId;
        yield return Append(RedisKeys.Generations(settings, workspace), ended, text, settings);
        yield return new("SET", RedisKeys.Generation(settings, workspace, ended.Id), text, "EX", Text(settings.TtlSeconds));
        yield return new("PUBLISH", RedisKeys.Channel(settings, workspace), text);
    }

    /// <summary>Of an event that is about no generation's end.</summary>
    public static IEnumerable<RedisCommand> OfNotice(PlatformEvent notice, RedisSettings settings)
    {
        byte[] text = Render(notice);
        yield return Append(RedisKeys.Notices(settings, notice.Origin.WorkspaceId), notice, text, settings);
        yield return new("PUBLISH", RedisKeys.Channel(settings, notice.Origin.WorkspaceId), text);
    }

    private static RedisCommand Append(string stream, PlatformEvent happened, byte[] text, RedisSettings settings) => new(
        "XADD", stream, "MAXLEN", "~", Text(settings.MaxLength), "*", "id", happened.Id, "type", happened.Type, "event", text);

    private static byte[] Render(PlatformEvent happened)
    {
        var text = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(text))
        {
            happened.Write(writer);
        }
        return text.WrittenSpan.ToArray();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
