using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Erasing;

/// <summary>Takes what can name a person out of rows, an object at a time.</summary>
internal sealed class RowEraser(IObjectStore store, ErasureTally tally)
{
    /// <param name="name">Name of the records' object.</param>
    /// <param name="ids">The generations to be erased in it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task EraseAsync(string name, HashSet<string> ids, CancellationToken cancellationToken)
    {
        int erased = 0;
        var result = await ObjectRewriter.RewriteAsync(
            store, name,
            async copy =>
            {
                var target = ScratchStream.Create(copy.Length);
                await using (var rows = new RowReader(copy))
                {
                    erased = await WriteAsync(rows, target, name, ids, cancellationToken);
                }
                if (erased > 0)
                    return target;
                await target.DisposeAsync();
                return null;
            },
            cancellationToken);
        if (result is RewriteResult.Contended or RewriteResult.WrongChecksum)
        {
            tally.Failed(ErasureFailures.Of(result, name, null, ids.Count));
            return;
        }
        tally.RowsErased += erased;
        tally.ObjectsRewritten += erased > 0 ? 1 : 0;
    }

    private static async Task<int> WriteAsync(
        RowReader rows, Stream target, string name, HashSet<string> ids, CancellationToken cancellationToken)
    {
        int erased = 0;
        while (await rows.ReadAsync(cancellationToken))
        {
            if (rows.IsTooLong)
                throw new IOException($"Row {rows.Number} of {name} is too long to be copied: nothing in it was changed.");
            if (StoredRow.TryRead(rows.Row.Span, new(name, rows.Number), out var generation) && !generation.Erased
                && ids.Contains(generation.Record.Id))
            {
                ErasedRow.Write(rows.Row.Span, target);
                erased++;
            }
            else
            {
                target.Write(rows.Row.Span);
            }
            if (rows.HasLineEnd)
                target.WriteByte((byte)'\n');
        }
        return erased;
    }
}
