namespace K8sRouter.Crds.Schema;

/// <summary>
/// The field may be written as null, which says the same as leaving it out. Objects that say nothing when they are empty may be
/// in any case.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NullIsAbsentAttribute : Attribute;
