using System.Buffers;
using System.Globalization;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Events;
using K8sRouter.Core.Events.Redis;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Sinks.Redis;

/// <summary>What Redis is told of a generation: the same event in the stream, under its id, and to whoever listens.</summary>
internal static class GenerationCommands
{
    public static IEnumerable<RedisCommand> Of(GenerationRecord record, RedisSettings settings)
    {
        byte[] text = Render(record);
        yield return new(
            "XADD", RedisKeys.Generations(record.WorkspaceId), "MAXLEN", "~", Text(settings.MaxLength), "*",
            "id", record.Id, "type", GenerationEvent.Type, "event", text);
        yield return new("SET", RedisKeys.Generation(record.WorkspaceId, record.Id), text, "EX", Text(settings.TtlSeconds));
        yield return new("PUBLISH", RedisKeys.Channel(record.WorkspaceId), text);
    }

    private static byte[] Render(GenerationRecord record)
    {
        var text = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(text))
        {
            GenerationEvent.Write(writer, record);
        }
        return text.WrittenSpan.ToArray();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
