namespace K8sRouter.Operator.Sources;

/// <summary>
/// The organization floor is invalid. What it would forbid can't be known, and it binds every workspace: what is in force stays
/// until it is mended. Only the platform's own people write it.
/// </summary>
internal sealed class InvalidFloorException()
    : Exception("The organization floor is invalid: nothing is compiled until it is mended.");
