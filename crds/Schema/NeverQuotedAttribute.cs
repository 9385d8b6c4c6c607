namespace K8sRouter.Crds.Schema;

/// <summary>A value that people may mistake for the place of a secret: no problem, log or status ever repeats it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NeverQuotedAttribute : Attribute;
