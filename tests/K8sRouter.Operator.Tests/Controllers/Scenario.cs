using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Tests.Controllers;

/// <summary>A situation, and what a condition says of it.</summary>
/// <param name="Name">The situation in words.</param>
/// <param name="Expected">The condition as <c>Type=Status/Reason</c>.</param>
/// <param name="Conditions">Makes the conditions.</param>
internal sealed record Scenario(string Name, string Expected, Func<IConditionedStatus> Conditions)
{
    public static string Text(V1Condition condition) => $"{condition.Type}={condition.Status}/{condition.Reason}";

    public V1Condition Find() =>
        Conditions().Conditions!.Single(condition => condition.Type == Expected[..Expected.IndexOf('=', StringComparison.Ordinal)]);
}
