namespace K8sRouter.Core.Destinations;

/// <summary>
/// A destination's address is one that nothing may be sent to. Names no address: what resolves where is no news for its author.
/// </summary>
public sealed class RefusedAddressException()
    : IOException("The address is link-local, a metadata service's or otherwise refused.");
