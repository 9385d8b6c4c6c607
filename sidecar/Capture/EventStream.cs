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
/// Memory: one buffer of bytes read, one of bytes to hand on, both pooled; nothing is allocated per event. An event that doesn't
/// end is bounded, and counts beside the whole answers that other calls hold.
/// </summary>
internal sealed class EventStream : ReadOnlyStream
{
    private const int ReadSize = 8 << 10;
    private const int MaxReadSize = 64 << 10;

    /// <summary>An event is there twice while it is written anew.</summary>
    private const long Copies = 2;

    private readonly Stream _source;
    private readonly IAnswerRewriter _rewriter;
    private readonly IAnswerObserver _observer;
    private readonly bool _endsWithDone;
    private readonly StreamLimits _limits;
    private readonly HeldMemory _memory;
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
    private bool _holdsLarge;
    private bool _firstToken;
    private State _state;

    /// <param name="source">The provider's bytes; owned.</param>
    /// <param name="rewriter">Knows the wire format.</param>
    /// <param name="observer">Told of the first token and the end.</param>
    /// <param name="endsWithDone">Whether the format ends with <c>data: [DONE]</c>.</param>
    /// <param name="limits">What it may take.</param>
    /// <param name="memory">Of the memory for what all calls hold.</param>
    /// <param name="clock">Measures silence.</param>
    public EventStream(
        Stream source, IAnswerRewriter rewriter, IAnswerObserver observer, bool endsWithDone, StreamLimits limits,
        HeldMemory memory, TimeProvider clock)
    {
        _source = source;
        _rewriter = rewriter;
        _observer = observer;
        _endsWithDone = endsWithDone;
        _limits = limits;
        _memory = memory;
        _clock = clock;
    }

    /// <summary>
    /// Reads up to the first event of the answer, so that a provider that fails at once can still be replaced by another: nothing
    /// has been sent yet, and what keeps the connection alive until then is dropped. Null: it begins as it should.
    /// </summary>
    public async ValueTask<AnswerFailure?> PrimeAsync(CancellationToken cancellationToken)
    {
        while (!_rewriter.Facts.HasBegun && _state == State.Streaming)
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
            _memory.Release();
        }
        base.Dispose(disposing);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_holdsLarge && _input.Length + _output.Length == 0)
            LetGo();

        // 1. Read.
        int read;
        try
        {
            var token = Watch(cancellationToken);
            Volatile.Write(ref _readSince, _clock.GetTimestamp());
            Volatile.Write(ref _reading, true);
            var room = _input.GetMemory(ReadSize);
            read = await _source.ReadAsync(room[..Math.Min(room.Length, MaxReadSize)], token);
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
            // Once the end is known, nothing of what was read is needed.
            if (_state == State.Streaming)
                _input.Consume(found.Length);
        }
        if (_state == State.Streaming)
        {
            _releasable = _output.Length;
            if (read == 0)
                HandleEndOfSource();
            else if (_input.Length > PooledBuffer.MaxIdleLength)
                HoldLarge();
        }
    }

    private void HoldLarge()
    {
        _holdsLarge = true;
        if (_input.Length > _limits.MaxEventBytes)
            Fail(AnswerFailure.TooLarge);
        else if (!_memory.TryGrowTo(Copies * _input.Length))
            Fail(AnswerFailure.NoMemory);
    }

    private void LetGo()
    {
        _holdsLarge = false;
        _input.TrimExcess();
        _output.TrimExcess();
        _joined?.Dispose();
        _memory.Release();
    }

    private void Handle(SseEvent found)
    {
        var raw = _input.Span[..found.Length];
        var facts = _rewriter.Facts;
        if (!found.HasData)
        {
            if (!facts.HasBegun)
                return;
            _output.Write(raw);
            Close(found);
            return;
        }
        var data = SseData.Of(raw, found, ref _joined);
        if (found.IsError)
        {
            // Whatever the data's form: nobody takes it for a part of the answer.
            Fail(AnswerFailure.Reported(UpstreamErrorReader.Read(null, data)));
            return;
        }
        if (data.StartsWith("[DONE]"u8))
        {
            BeginEnd();
            _output.Write(raw);
            Close(found);
            return;
        }
        if (!SseData.IsObject(data))
        {
            Skip(isKnown: data.IsEmpty);
            return;
        }

        // 3. Rewrite.
        int before = _output.Length;
        bool isKnown;
        try
        {
            _output.Write(raw[..found.DataStart]);
            // A line that says "data" and nothing else opens data too.
            if (raw[found.DataStart - 1] == 'a')
                _output.Write(": "u8);
            isKnown = _rewriter.RewriteEvent(data, _output);
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
        if (facts.Error is null && !(isKnown && facts.HasBegun))
        {
            _output.TruncateTo(before);
            Skip(isKnown);
            return;
        }
        NoteFacts(before);
    }

    /// <summary>What isn't of the answer becomes a comment: clients would fail on it, and it keeps a connection alive.</summary>
    private void Skip(bool isKnown)
    {
        if (!isKnown)
            _rewriter.Facts.SkippedEvents++;
        if (_rewriter.Facts.HasBegun)
            _output.Write(":\n\n"u8);
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
        if (_rewriter.Facts is { FinishReason: null, HasBegun: false })
            _failure = AnswerFailure.BrokenOff;
    }

    private void HandleEndOfSource()
    {
        // Some providers leave out [DONE]: with a finish reason of every choice the answer is complete all the same.
        if (_endsWithDone && _rewriter.Facts.IsFinished)
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
        // Nothing more is read, and the record takes its time.
        _input.Dispose();
        if (_holdsLarge)
            LetGo();
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
                static state => ((EventStream)state!).CheckIdle(), this, _limits.IdleTimeout / 4, _limits.IdleTimeout / 4);
        }
        return _idle.Token;
    }

    private void CheckIdle()
    {
        // A caller that reads slowly is not a provider that is silent.
        if (!Volatile.Read(ref _reading) || _clock.GetElapsedTime(Volatile.Read(ref _readSince)) < _limits.IdleTimeout)
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
