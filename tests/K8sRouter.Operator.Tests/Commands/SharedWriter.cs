using System.Text;

namespace K8sRouter.Operator.Tests.Commands;

/// <summary>Text that one thread writes while another waits for it.</summary>
internal sealed class SharedWriter : TextWriter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (_lock)
        {
            _text.Append(value);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async Task WaitForAsync(string text, int after = 0)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_text.ToString(after, _text.Length - after).Contains(text, StringComparison.Ordinal))
                    return;
                changed = _changed.Task;
            }
            try
            {
                await changed.WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"'{text}' was never printed; instead:\n{this}");
            }
        }
    }

    public override string ToString()
    {
        lock (_lock)
            return _text.ToString();
    }
}
