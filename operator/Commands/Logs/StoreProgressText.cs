using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Operator.Commands.Logs;

/// <summary>How far work over a store is, in a line.</summary>
internal static class StoreProgressText
{
    public static string Render(StoreProgress progress) =>
        $"{Amounts.Count(progress.Objects, "object")}, {Amounts.Count(progress.Rows, "row")}, {Amounts.Bytes(progress.Bytes)}, "
        + $"at {progress.ObjectName}";
}
