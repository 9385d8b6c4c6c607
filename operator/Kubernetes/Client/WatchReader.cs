using System.Buffers;
using System.IO.Pipelines;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Reads the lines of a watch. Whatever isn't a change is an exception.</summary>
internal sealed class WatchReader<T> : IAsyncDisposable
    where T : class
{
    /// <summary>Far more than the server stores of an object.</summary>
    private const int MaxLine = 32 * 1024 * 1024;

    private const string HalfLine = "the stream broke in the middle of a line";

    private readonly PipeReader _pipe;
    private readonly KubernetesRequest _request;

    public WatchReader(Stream stream, KubernetesRequest request)
    {
        // Most watches are silent, and a thousand may run: no buffer is taken before there is something to read.
        _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, useZeroByteReads: true));
        _request = request;
    }

    /// <summary>The next change; null: the server ended the stream, as it does when the time is up.</summary>
    public async ValueTask<WatchEvent<T>?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                WatchEvent<T>? next = line.IsEmpty ? null : Parse(line);
                _pipe.AdvanceTo(buffer.GetPosition(1, end));
                if (next is not null)
                    return next;
                continue;
            }
            if (result.IsCompleted)
                return buffer.IsEmpty ? null : throw KubernetesFaults.Broken(_request, HalfLine);
            if (buffer.Length > MaxLine)
                throw KubernetesFaults.Broken(_request, $"a line of the stream is longer than {MaxLine} bytes");
            _pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    private async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _pipe.ReadAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            throw KubernetesFaults.Broken(_request, $"the stream broke: {fault.GetBaseException().Message}", fault);
        }
    }

    private WatchEvent<T> Parse(ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment)
            return WatchLine.Parse<T>(line.FirstSpan, _request);
        var length = (int)line.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            line.CopyTo(copy);
            return WatchLine.Parse<T>(copy.AsSpan(0, length), _request);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy, clearArray: true);
        }
    }
}
