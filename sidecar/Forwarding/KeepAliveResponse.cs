using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace K8sRouter.Sidecar.Forwarding;

/// <summary>
/// The response to a caller who would rather have status 200 early than silence: until an answer begins, comments are sent.
/// Whoever answers sees a response of which nothing has been sent, so that an attempt may still fail and another follow; what it
/// sets of status and headers holds only where no comment was sent before.
/// </summary>
internal sealed class KeepAliveResponse : IHttpResponseFeature, IHttpResponseBodyFeature, IAsyncDisposable
{
    private static readonly byte[] Comment = ": K8SROUTER WAITING\n\n"u8.ToArray();

    private readonly HttpContext _context;
    private readonly IHttpResponseFeature _response;
    private readonly IHttpResponseBodyFeature _body;
    private readonly string _generationId;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _end = new();
    private readonly AnswerStream _stream;
    private readonly Task _sending;
    private PipeWriter? _writer;
    private bool _isClaimed;

    /// <param name="context">The request; its response is this one until it is disposed of.</param>
    /// <param name="interval">Time between two comments.</param>
    /// <param name="generationId">What a response bears that begins with a comment.</param>
    /// <param name="clock">Measures the interval.</param>
    public KeepAliveResponse(HttpContext context, TimeSpan interval, string generationId, TimeProvider clock)
    {
        _context = context;
        _generationId = generationId;
        _response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        _body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _stream = new AnswerStream(this);
        foreach (var header in _response.Headers)
            Headers[header.Key] = header.Value;
        context.Features.Set<IHttpResponseFeature>(this);
        context.Features.Set<IHttpResponseBodyFeature>(this);
        _sending = SendAsync(new PeriodicTimer(interval, clock));
    }

    /// <summary>Comments have been sent: the status is 200, and the caller reads events.</summary>
    public bool HasBegun { get; private set; }

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    /// <summary>An answer's own bytes have been sent.</summary>
    public bool HasStarted { get; private set; }

    Stream IHttpResponseFeature.Body
    {
        get => _stream;
        set => throw new NotSupportedException("The body is the answer's.");
    }

    Stream IHttpResponseBodyFeature.Stream => _stream;

    PipeWriter IHttpResponseBodyFeature.Writer =>
        _writer ??= PipeWriter.Create(_stream, new(leaveOpen: true));

    /// <summary>
    /// Ends the comments for an answer that needs a status or a type of its own. False: some have been sent, and such an answer
    /// can no longer be given.
    /// </summary>
    public async ValueTask<bool> TryClaimAsync()
    {
        await _gate.WaitAsync();
        try
        {
            _isClaimed |= !HasBegun;
            return !HasBegun;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void DisableBuffering() => _body.DisableBuffering();

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (HasStarted)
            return;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _isClaimed = HasStarted = true;
            if (HasBegun)
                return;
            _response.StatusCode = StatusCode;
            _response.Headers.Clear();
            foreach (var header in Headers)
                _response.Headers[header.Key] = header.Value;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken);
        await _body.SendFileAsync(path, offset, count, cancellationToken);
    }

    public async Task CompleteAsync()
    {
        await StartAsync();
        await _body.CompleteAsync();
    }

    public void OnStarting(Func<object, Task> callback, object state) => _response.OnStarting(callback, state);

    public void OnCompleted(Func<object, Task> callback, object state) => _response.OnCompleted(callback, state);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _sending;
        _context.Features.Set(_response);
        _context.Features.Set(_body);
        _end.Dispose();
        _gate.Dispose();
    }

    private async Task SendAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(_end.Token) && await TrySendAsync())
                {
                    // The next one, an interval later.
                }
            }
            catch (Exception fault) when (fault is OperationCanceledException or IOException)
            {
                // The end; or the caller went away, which whoever answers sees by itself.
            }
        }
    }

    /// <summary>False: the answer has taken over.</summary>
    private async Task<bool> TrySendAsync()
    {
        await _gate.WaitAsync(_end.Token);
        try
        {
            if (_isClaimed)
                return false;
            if (!HasBegun)
            {
                _response.StatusCode = StatusCodes.Status200OK;
                EventStreamHeaders.Write(_response.Headers);
                _response.Headers["X-Generation-Id"] = _generationId;
                HasBegun = true;
            }
            await _body.Stream.WriteAsync(Comment, _end.Token);
            await _body.Stream.FlushAsync(_end.Token);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The body as an answer writes it: its first byte ends the comments.</summary>
    private sealed class AnswerStream(KeepAliveResponse owner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!owner.HasStarted)
                await owner.StartAsync(cancellationToken);
            await owner._body.Stream.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            if (!owner.HasStarted)
                await owner.StartAsync(cancellationToken);
            await owner._body.Stream.FlushAsync(cancellationToken);
        }

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException("Write asynchronously.");

        public override void Flush() => throw new NotSupportedException("Flush asynchronously.");

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
