namespace K8sRouter.Operator.Compilation;

/// <summary>What was made of the store that a policy names for records.</summary>
/// <param name="Place">Where it is, such as <c>gs://team-a/k8srouter</c>.</param>
/// <param name="Reason">Why it isn't used, one CamelCase word, as in conditions; null: it is.</param>
/// <param name="Message">What is wrong and what to do; empty where it is used.</param>
internal sealed record StoreFinding(string Place, string? Reason, string Message);
