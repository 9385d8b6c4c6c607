namespace K8sRouter.Sidecar.Ingress;

/// <summary>One member of a request's top-level object, as byte positions in its body.</summary>
/// <param name="Field">What it means.</param>
/// <param name="KeyStart">Position of the key's opening quote.</param>
/// <param name="ValueStart">Position of the value's first byte.</param>
/// <param name="ValueEnd">Position after the value's last byte.</param>
internal readonly record struct RequestMember(RequestField Field, int KeyStart, int ValueStart, int ValueEnd);
