using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture.Gathering;

/// <summary>Reads a stream whose caller asked for a whole answer: some providers stream whatever they are told.</summary>
internal static class GatheredAnswer
{
    private const int ReadSize = 8 << 10;

    /// <summary>What is gathered is there twice while it is written.</summary>
    private const long Copies = 2;

    /// <summary>
    /// Reads to the end and writes the whole answer to <paramref name="target"/>; what isn't null is why there is none.
    /// </summary>
    /// <param name="source">The provider's stream.</param>
    /// <param name="api">One of <see cref="GenerationApis"/>.</param>
    /// <param name="target">Receives the answer.</param>
    /// <param name="maxBytes">Bytes of it.</param>
    /// <param name="maxEventBytes">Bytes of one event.</param>
    /// <param name="memory">Of the memory for what all calls hold.</param>
    /// <param name="facts">Counts what is passed over.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<AnswerFailure?> ReadAsync(
        Stream source, string api, PooledBuffer target, int maxBytes, int maxEventBytes, HeldMemory memory, AnswerFacts facts,
        CancellationToken cancellationToken)
    {
        if (Create(api) is not { } gatherer)
            return AnswerFailure.BrokenOff;
        using var input = new PooledBuffer();
        var events = default(SseReader);
        bool isOpen = true;
        while (isOpen)
        {
            int read = await source.ReadAsync(input.GetMemory(ReadSize), cancellationToken);
            input.Advance(read);
            while (isOpen && events.TryRead(input.Span, atEnd: read == 0, out var found))
            {
                if (TryAdd(gatherer, input.Span[..found.Length], found, facts, out isOpen) is { } failure)
                    return failure;
                input.Consume(found.Length);
            }
            if (isOpen && read == 0)
            {
                // Some providers leave out the end.
                if (!gatherer.IsComplete)
                    return AnswerFailure.BrokenOff;
                isOpen = false;
            }
            if (input.Length > maxEventBytes || gatherer.Length > maxBytes)
                return AnswerFailure.TooLarge;
            if (!memory.TryGrowTo(Copies * (input.Length + gatherer.Length)))
                return AnswerFailure.NoMemory;
        }
        gatherer.WriteTo(target);
        return null;
    }

    /// <summary>Adds an event; what isn't null is why there won't be an answer.</summary>
    private static AnswerFailure? TryAdd(
        IAnswerGatherer gatherer, ReadOnlySpan<byte> raw, SseEvent found, AnswerFacts facts, out bool isOpen)
    {
        isOpen = true;
        if (!found.HasData)
            return null;
        PooledBuffer? joined = null;
        try
        {
            var data = SseData.Of(raw, found, ref joined);
            if (found.IsError)
                return AnswerFailure.Reported(UpstreamErrorReader.Read(null, data));
            if (data.StartsWith("[DONE]"u8))
                isOpen = false;
            else if (SseData.IsObject(data))
                isOpen = gatherer.Add(data);
            else if (!data.IsEmpty)
                facts.SkippedEvents++;
            return null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return AnswerFailure.BrokenOff;
        }
        finally
        {
            joined?.Dispose();
        }
    }

    private static IAnswerGatherer? Create(string api) => api switch
    {
        GenerationApis.Chat => new ChatGatherer(isChat: true),
        GenerationApis.Completions => new ChatGatherer(isChat: false),
        GenerationApis.Responses => new ResponsesGatherer(),
        GenerationApis.Messages => new MessagesGatherer(),
        _ => null,
    };
}
