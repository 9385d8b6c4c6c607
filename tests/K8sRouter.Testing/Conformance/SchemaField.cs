namespace K8sRouter.Testing.Conformance;

/// <summary>One field of a record.</summary>
internal sealed record SchemaField(string Name, bool Optional, SchemaType Type);
