using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Operator.Commands.Logs;

/// <summary>What was passed over in reading is said, never hidden.</summary>
internal static class Tallies
{
    public static void Warn(ReadingTally tally, Terminal terminal)
    {
        if (tally.DamagedRows > 0)
            terminal.Errors.WriteLine($"warning: {Amounts.Count(tally.DamagedRows, "row")} can't be read: see logs verify");
        if (tally.Vanished > 0)
            terminal.Errors.WriteLine($"warning: {Amounts.Count(tally.Vanished, "object")} vanished while this was read");
    }
}
