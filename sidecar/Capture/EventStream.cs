using System.Text.Json;
using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Stands in the place of a streamed answer's content. It hands on every complete event as soon as it is there, rewritten, and
/// works in five steps:
/// 1. read what the provider has sent;
/// 2. find the complete events in it;
/// 3. rewrite each and note what it says;
/// 4. at the terminal event, record the generation before that event is released;
/// 5. where the provider breaks off, release the API's error event and a clean end in its place.
/// Memory: one buffer of bytes read, one of bytes to hand on, both pooled; nothing is allocated per event.
/// </summary>
internal sealed class EventStream : ReadOnlyStream
{
    private const int ReadSize = 8 << 10;

    private readonly Stream _source;
    private readonly IAnswerRewriter _rewriter;
    private readonly IAnswerObserver _observer;
    private readonly bool _endsWithDone;
    private readonly TimeSpan _idleTimeout;
    private readonly TimeProvider _clock;
    private readonly PooledBuffer _input = new();
    private readonly PooledBuffer _output = new();
    private SseReader _events;
    private PooledBuffer? _joined;
    private CancellationTokenSource? _idle;
    private ITimer? _idleTimer;
    private long _readSince;
    private bool _reading;
    private AnswerFailure? _failure;
    private int _releasable;
    private bool _sawData;
    private bool _firstToken;
    private State _state;

    /// <param name="source">The provider's bytes; owned.</param>
    /// <param name="rewriter">Knows the wire format.</param>
    /// <param name="observer">Told of the first token and the end.</param>
    /// <param name="endsWithDone">Whether the format ends with <c>data: [DONE]</c>.</param>
    /// <param name="idleTimeout">Longest silence between two reads.</param>
    /// <param name="clock">Measures it.</param>
    public EventStream(
        Stream source, IAnswerRewriter rewriter, IAnswerObserver observer, bool endsWithDone, TimeSpan idleTimeout,
        TimeProvider clock)
    {
        _source = source;
        _rewriter = rewriter;
        _observer = observer;
        _endsWithDone = endsWithDone;
        _idleTimeout = idleTimeout;
        _clock = clock;
    }

    /// <summary>
    /// Reads up to the first event with data, so that a provider that fails at once can still be replaced by another: nothing
    /// has been sent yet. Null: it begins as it should.
    /// </summary>
    public async ValueTask<AnswerFailure?> PrimeAsync(CancellationToken cancellationToken)
    {
        while (!_sawData && _state == State.Streaming)
            await FillAsync(cancellationToken);
        return _failure;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_releasable == 0)
        {
            if (_state == State.Ended)
                return 0;
            if (_state == State.Ending)
                await EndAsync();
            else
                await FillAsync(cancellationToken);
        }
        // The forwarder first reads with an empty buffer, to wait without holding memory.
        int count = Math.Min(buffer.Length, _releasable);
        _output.Span[..count].CopyTo(buffer.Span);
        _output.Consume(count);
        _releasable -= count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _idleTimer?.Dispose();
            _idle?.Dispose();
            _source.Dispose();
            _rewriter.Dispose();
            _input.Dispose();
            _output.Dispose();
            _joined?.Dispose();
        }
        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        // 1. Read.
        int read;
        try
        {
            var token = Watch(cancellationToken);
            Volatile.Write(ref _readSince, _clock.GetTimestamp());
            Volatile.Write(ref _reading, true);
            read = await _source.ReadAsync(_input.GetMemory(ReadSize), token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Fail(AnswerFailure.TimedOut);
            return;
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            Fail(AnswerFailure.BrokenOff);
            return;
        }
        finally
        {
            Volatile.Write(ref _reading, false);
        }
        _input.Advance(read);

        // 2. Find the events.
        while (_state == State.Streaming && _events.TryRead(_input.Span, atEnd: read == 0, out var found))
        {
            Handle(found);
            _input.Consume(found.Length);
        }
        if (_state == State.Streaming)
        {
            _releasable = _output.Length;
            if (read == 0)
                HandleEndOfSource();
        }
    }

    private void Handle(SseEvent found)
    {
        var raw = _input.Span[..found.Length];
        // A comment, or a keep-alive that some providers write as empty data.
        if (!found.HasData || found.DataStart == found.DataEnd)
        {
            _output.Write(raw);
            Close(found);
            return;
        }
        var data = raw[found.DataStart..found.DataEnd];
        if (found.DataLines > 1)
        {
            _joined ??= new PooledBuffer();
            _joined.Clear();
            SseData.Join(data, _joined);
            data = _joined.Span;
        }
        if (data.StartsWith("[DONE]"u8))
        {
            BeginEnd();
            _output.Write(raw);
            Close(found);
            return;
        }

        if (SseData.IsNamedError(raw[..found.DataStart]) || SseData.IsNamedError(raw[found.DataEnd..]))
        {
            // Whatever the data's form: nobody takes it for a part of the answer.
            Fail(AnswerFailure.Reported(UpstreamErrorReader.Read(null, data)));
            return;
        }

        // 3. Rewrite.
        int before = _output.Length;
        try
        {
            _output.Write(raw[..found.DataStart]);
            // A line that says "data" and nothing else opens data too.
            if (raw[found.DataStart - 1] == 'a')
                _output.Write(": "u8);
            _rewriter.RewriteEvent(data, _output);
            if (found.DataLines > 1)
                SseData.WriteOtherLines(raw[found.DataStart..found.DataEnd], _output);
            _output.Write(raw[found.DataEnd..]);
            Close(found);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // Not JSON, or not Unicode where the router reads it.
            _output.TruncateTo(before);
            Fail(AnswerFailure.BrokenOff);
            return;
        }
        _sawData = true;
        NoteFacts(before);
    }

    /// <summary>An event that the end of the source cut must not run into what the router writes after it.</summary>
    private void Close(SseEvent found)
    {
        if (!found.IsClosed)
            _output.Write("\n\n"u8);
    }

    private void NoteFacts(int before)
    {
        var facts = _rewriter.Facts;
        if (facts.HasContent && !_firstToken)
        {
            _firstToken = true;
            _observer.OnFirstToken();
        }
        if (facts.Error is { } error)
        {
            _output.TruncateTo(before);
            Fail(AnswerFailure.Reported(error));
        }
        else if (facts.IsTerminal)
        {
            _releasable = before;
            _state = State.Ending;
        }
    }

    /// <summary>What was written so far may go; what follows waits for the record.</summary>
    private void BeginEnd()
    {
        _releasable = _output.Length;
        _state = State.Ending;
        if (_rewriter.Facts.FinishReason is null && !_sawData)
            _failure = AnswerFailure.BrokenOff;
    }

    private void HandleEndOfSource()
    {
        // Some providers leave out [DONE]: with a finish reason the answer is complete all the same.
        if (_endsWithDone && _rewriter.Facts.FinishReason is not null)
        {
            BeginEnd();
            _output.Write("data: [DONE]\n\n"u8);
            return;
        }
        Fail(AnswerFailure.BrokenOff);
    }

    private void Fail(AnswerFailure failure)
    {
        _failure = failure;
        _releasable = _output.Length;
        _state = State.Ending;
    }

    private async ValueTask EndAsync()
    {
        // 4. Record.
        if (!await _observer.OnEndAsync(_failure))
            throw new IOException("The generation could not be recorded, and this workspace requires it.");

        // 5. Release the terminal event, or the API's error in its place.
        if (_failure is not null)
        {
            _output.Clear();
            _observer.WriteFailure(_output, _failure);
        }
        _releasable = _output.Length;
        _state = State.Ended;
    }

    /// <summary>
    /// A token that also fires when the provider is silent for too long. One timer a stream, looking four times per timeout:
    /// re-arming one at every read would cost more than the read.
    /// </summary>
    private CancellationToken Watch(CancellationToken cancellationToken)
    {
        if (_idle is null)
        {
            _idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _idleTimer = _clock.CreateTimer(
                static state => ((EventStream)state!).CheckIdle(), this, _idleTimeout / 4, _idleTimeout / 4);
        }
        return _idle.Token;
    }

    private void CheckIdle()
    {
        // A caller that reads slowly is not a provider that is silent.
        if (!Volatile.Read(ref _reading) || _clock.GetElapsedTime(Volatile.Read(ref _readSince)) < _idleTimeout)
            return;
        try
        {
            _idle!.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stream ended while the timer fired.
        }
    }

    private enum State
    {
        /// <summary>Events are handed on.</summary>
        Streaming,

        /// <summary>The end is known, and not recorded yet.</summary>
        Ending,

        /// <summary>What is in the output is the last.</summary>
        Ended,
    }
}
