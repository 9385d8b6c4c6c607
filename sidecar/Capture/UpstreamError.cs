namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// A provider's error. Its texts are content, because they echo prompts: they may go to the caller and into captured content,
/// never into a log, a metric or a record.
/// </summary>
/// <param name="Status">HTTP status, or what the error's own code says; null: neither.</param>
/// <param name="Code">The provider's own code or type.</param>
/// <param name="Message">The provider's sentence.</param>
/// <param name="Raw">The body, cut at 64 KiB.</param>
internal sealed record UpstreamError(int? Status, string? Code, string? Message, string? Raw);
