namespace K8sRouter.Crds.Schema;

/// <summary>
/// What the schema can't say and the API server can judge by itself, in its Common Expression Language, from Kubernetes 1.25 on.
/// On a property it is a rule about that value (a list as a whole), on a type about each object of it. The validator has every
/// such rule too: it is what older servers have.
/// </summary>
/// <param name="rule">
/// The expression; <c>self</c> is the value. A field that may be null is never looked into: only <c>self</c> is known not to be.
/// </param>
/// <param name="message">What the author reads, of <see cref="RuleMessages"/>: begins with "must".</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class, AllowMultiple = true)]
public sealed class ValidationRuleAttribute(string rule, string message) : Attribute
{
    /// <summary>The expression.</summary>
    public string Rule { get; } = rule;

    /// <summary>What the author reads.</summary>
    public string Message { get; } = message;
}
