namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>What the plan needs to know of the certificate that a replica serves.</summary>
/// <param name="AuthorityId">The authority that signed it.</param>
/// <param name="Created">When it was signed.</param>
/// <param name="Expires">When it stops to be valid.</param>
internal sealed record LeafFacts(string AuthorityId, DateTimeOffset Created, DateTimeOffset Expires);
