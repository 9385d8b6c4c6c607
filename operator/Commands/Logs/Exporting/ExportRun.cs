using System.Text;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Operator.Commands.Logs.Stores;

namespace K8sRouter.Operator.Commands.Logs.Exporting;

/// <summary>Exports generations, with memory that doesn't grow with their number.</summary>
internal sealed class ExportRun(LogStore store, ExportWish wish, Terminal terminal)
{
    /// <summary>Lines that are made at once: a content in a bucket is a request, and most of the time is waiting.</summary>
    private const int Ahead = 16;

    private readonly ReadingTally _tally = new();
    private long _lines;
    private long _bytes;

    public async Task<int> ToOutputAsync(CancellationToken cancellationToken)
    {
        await StoreWorkspaces.CheckAsync(store, cancellationToken);
        await ExportAsync(
            wish.Query(terminal.Time.GetUtcNow()), null,
            (line, _) => terminal.Output.Write(Encoding.UTF8.GetString(line)), cancellationToken);
        await terminal.Output.FlushAsync(cancellationToken);
        return Done("");
    }

    public async Task<int> ToFileAsync(string path, bool resume, CancellationToken cancellationToken)
    {
        await StoreWorkspaces.CheckAsync(store, cancellationToken);
        var begin = new ExportState
        {
            Store = $"{store}, workspace {store.Scope.Workspace ?? "any"}",
            Filter = wish.Filter,
            WithContent = wish.WithContent,
            Started = terminal.Time.GetUtcNow(),
        };
        if (resume && File.Exists(path) && !File.Exists(ExportState.PathOf(path)))
        {
            await terminal.Errors.WriteLineAsync($"{path} is complete: there is no {ExportState.PathOf(path)} beside it");
            return ExitCodes.Success;
        }
        using var file = resume ? ExportFile.Resume(path, begin) : ExportFile.Create(path, begin);
        try
        {
            await ExportAsync(wish.Query(file.State.Started), file.State.Position, file.Write, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            file.Interrupt();
            await terminal.Errors.WriteLineAsync(
                $"{path} holds {Amounts.Count(file.State.Lines, "generation")} so far: the same command with --resume goes on");
            throw;
        }
        file.Complete();
        return Done($" to {path}{(resume ? $", which now holds {Amounts.Count(file.State.Lines)}" : "")}");
    }

    private async Task ExportAsync(
        GenerationQuery query, StorePosition? after, Action<byte[], StorePosition> write, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine<StorePosition>(
            terminal, position => $"{Amounts.Count(_lines, "generation")}, {Amounts.Bytes(_bytes)}, at {position.RecordsObject}");
        var reader = store.Reader;
        var pending = new Queue<(StorePosition Position, Task<byte[]> Line)>();
        await foreach (var generation in reader.ScanAsync(query, after, _tally, cancellationToken))
        {
            var line = ExportLine.RenderAsync(reader, generation, wish.WithContent, cancellationToken);
            pending.Enqueue((generation.Position, line));
            if (pending.Count == Ahead)
                await NextAsync();
        }
        while (pending.Count > 0)
            await NextAsync();

        async Task NextAsync()
        {
            var (position, task) = pending.Dequeue();
            var line = await task;
            write(line, position);
            _lines++;
            _bytes += line.Length;
            progress.Report(position);
        }
    }

    private int Done(string where)
    {
        terminal.Errors.WriteLine($"exported {Amounts.Count(_lines, "generation")} ({Amounts.Bytes(_bytes)}){where}");
        Tallies.Warn(_tally, terminal);
        return ExitCodes.Success;
    }
}
