namespace K8sRouter.Sidecar.Catalog;

/// <summary>US dollars since the start of the process, and in the current day, week and month.</summary>
internal readonly record struct Spend(decimal Total, decimal Day, decimal Week, decimal Month)
{
    public Spend Plus(decimal amount) => new(Total + amount, Day + amount, Week + amount, Month + amount);
}
