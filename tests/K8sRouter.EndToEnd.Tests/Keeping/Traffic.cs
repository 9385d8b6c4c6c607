using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>Callers that never give up, whatever happens to the sidecar, and remember what they were told.</summary>
internal sealed class Traffic(RunningHouse house, int callers) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, string> _whole = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _begun = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<double> _milliseconds = new();
    private Task _callers = Task.CompletedTask;
    private int _number;

    /// <summary>Generations whose answer came whole, with what their prompt said.</summary>
    public IReadOnlyDictionary<string, string> Whole => _whole;

    /// <summary>Generations whose headers came at least.</summary>
    public IReadOnlyDictionary<string, string> Begun => _begun;

    public void Start() => _callers = Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync)));

    /// <summary>Goes on until so many more answers have come whole.</summary>
    public Task UntilAsync(int more)
    {
        int goal = _whole.Count + more;
        return Eventually.TrueAsync($"{more} more answers", () => _whole.Count >= goal);
    }

    /// <summary>The median of how long the answers took since this was asked last, in milliseconds.</summary>
    public double TakeMedian()
    {
        var taken = new List<double>();
        while (_milliseconds.TryDequeue(out double each))
            taken.Add(each);
        taken.Sort();
        return taken[taken.Count / 2];
    }

    /// <summary>Lets the running calls come to their ends, and makes no more.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _callers;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task CallAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            int number = Interlocked.Increment(ref _number);
            string prompt = $"traffic-{number}-end";
            try
            {
                await CallOnceAsync(number, prompt);
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or InvalidOperationException)
            {
                await Task.Delay(Pause);
            }
        }
    }

    private async Task CallOnceAsync(int number, string prompt)
    {
        var (path, body, end) = (number % 4) switch
        {
            0 => ("chat/completions", SidecarUnderTest.Chat("acme/assistant", prompt), ""),
            1 => ("chat/completions", SidecarUnderTest.Chat("acme/assistant", prompt, ",\"stream\":true"), "data: [DONE]"),
            2 => ("responses", $$"""{"model":"acme/assistant","input":"{{prompt}}","stream":true}""", "response.completed"),
            _ => ("messages", SidecarUnderTest.Chat("acme/scholar", prompt, ",\"max_tokens\":50,\"stream\":true"), "message_stop"),
        };
        long started = Stopwatch.GetTimestamp();
        using var response = await house.Sidecar.OpenAsync(path, body);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"status {(int)response.StatusCode}");
        string id = response.Headers.GetValues("X-Generation-Id").Single();
        _begun[id] = prompt;
        string answer = await response.Content.ReadAsStringAsync();
        if (end.Length == 0)
            JsonDocument.Parse(answer).Dispose();
        else if (!answer.Contains(end, StringComparison.Ordinal))
            throw new InvalidOperationException("cut");
        _whole[id] = prompt;
        _milliseconds.Enqueue(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }
}
