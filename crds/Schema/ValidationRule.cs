namespace K8sRouter.Crds.Schema;

/// <summary>A rule that the API server judges: <see cref="ValidationRuleAttribute"/>.</summary>
internal sealed record ValidationRule(string Rule, string Message);
