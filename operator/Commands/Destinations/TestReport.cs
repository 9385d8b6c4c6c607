namespace K8sRouter.Operator.Commands.Destinations;

/// <summary>What the test of one destination found.</summary>
/// <param name="Workspace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Passed">Whether it takes traces.</param>
/// <param name="Status">HTTP status of the answer; null: there was none.</param>
/// <param name="Reason">A constant of the tester's, or the condition's where the operator doesn't accept the destination.</param>
/// <param name="Message">What it means and what to do.</param>
internal sealed record TestReport(
    string Workspace, string Name, string Type, bool Passed, int? Status, string Reason, string Message);
