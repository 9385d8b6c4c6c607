namespace K8sRouter.Core.Destinations.Testing;

/// <summary>What a test of a connection found.</summary>
/// <param name="Passed">Whether traces would arrive, as far as a test can tell.</param>
/// <param name="Status">HTTP status of the answer; null: there was none.</param>
/// <param name="Reason">One of <see cref="ConnectionTestReasons"/>.</param>
/// <param name="Message">What it means and what to do, for people. Holds no secret and no text of the destination.</param>
public sealed record ConnectionTestResult(bool Passed, int? Status, string Reason, string Message);
