namespace K8sRouter.Operator.Delivery;

/// <summary>Somebody else wrote what only the operator may.</summary>
/// <param name="Target">What was written, such as <c>ConfigMap k8srouter-config</c>.</param>
/// <param name="Manager">The field manager, as the writer called itself.</param>
/// <param name="At">When it was found.</param>
internal sealed record ForeignWrite(string Target, string Manager, DateTimeOffset At);
