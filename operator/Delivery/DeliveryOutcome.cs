namespace K8sRouter.Operator.Delivery;

/// <summary>What became of a delivery.</summary>
/// <param name="State">Whether the result is in force.</param>
/// <param name="Written">Whether anything was written for it.</param>
/// <param name="Bytes">Size of the larger of the two objects as stored.</param>
internal sealed record DeliveryOutcome(DeliveryState State, bool Written, int Bytes);
