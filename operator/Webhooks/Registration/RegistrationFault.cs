namespace K8sRouter.Operator.Webhooks.Registration;

/// <summary>Why the API server doesn't call the operator's webhooks as it must.</summary>
/// <param name="Reason"><c>WebhookMissing</c> or <c>WebhookChanged</c>, reasons of conditions.</param>
/// <param name="Text">What is wrong, as a clause without an end.</param>
internal sealed record RegistrationFault(string Reason, string Text)
{
    /// <summary>Since when, as this process saw it: what was created before may have been sent.</summary>
    public DateTimeOffset Since { get; init; }
}
