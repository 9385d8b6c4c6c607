namespace K8sRouter.Crds.Schema;

/// <summary>The field may be written as null, which says the same as leaving it out.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NullIsAbsentAttribute : Attribute;
