namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>What the plan needs to know of an authority.</summary>
/// <param name="Id">SHA-256 of its certificate, in hex.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When nobody trusts it any more.</param>
internal sealed record AuthorityFacts(string Id, DateTimeOffset Created, DateTimeOffset Expires);
