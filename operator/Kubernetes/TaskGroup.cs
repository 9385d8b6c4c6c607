namespace K8sRouter.Operator.Kubernetes;

/// <summary>Parts that run beside each other.</summary>
internal static class TaskGroup
{
    /// <summary>Runs all until cancelled. One that fails ends the others: else its fault would be waited over for ever.</summary>
    public static async Task RunAsync(
        IReadOnlyList<Func<CancellationToken, Task>> parts, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll([.. parts.Select(part => OneAsync(part, end))]);
    }

    private static async Task OneAsync(Func<CancellationToken, Task> part, CancellationTokenSource end)
    {
        try
        {
            await part(end.Token);
        }
        catch
        {
            await end.CancelAsync();
            throw;
        }
    }
}
