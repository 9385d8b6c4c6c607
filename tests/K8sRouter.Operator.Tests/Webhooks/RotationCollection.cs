namespace K8sRouter.Operator.Tests.Webhooks;

/// <summary>Nothing runs beside it.</summary>
[CollectionDefinition(RotationTests.Alone, DisableParallelization = true)]
public sealed class RotationCollection;
