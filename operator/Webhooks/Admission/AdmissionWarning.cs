namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>Something legal that its author should know of.</summary>
/// <param name="Path">The field, such as <c>spec.training.paidModels</c>.</param>
/// <param name="Message">What it leads to.</param>
internal sealed record AdmissionWarning(string Path, string Message);
