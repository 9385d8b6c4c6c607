using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Webhooks.Registration;

/// <summary>
/// Whether the webhook configurations still do what they are for. By what they select and not by their text: clouds add
/// expressions of their own, and platforms leave namespaces out.
/// </summary>
internal static class RegistrationRules
{
    /// <summary>Label of namespaces that would rather have pods without a sidecar than none.</summary>
    public const string FailurePolicyLabel = "k8srouter.io/injection-failure-policy";

    private const string Ignore = "ignore";
    private const string Injection = $"the MutatingWebhookConfiguration {OperatorNames.InjectionWebhook}";
    private const string Validation = $"the ValidatingWebhookConfiguration {OperatorNames.Webhook}";

    private static readonly Dictionary<string, string> Asks = new() { [ResourceMarks.Inject] = ResourceMarks.InjectEnabled };

    /// <summary>Labels of the namespaces that it is for: opted in, opted in and may be passed by, and the others.</summary>
    private static readonly Dictionary<string, string>[] Namespaces = [Asks, new(Asks) { [FailurePolicyLabel] = Ignore }, []];

    private static readonly string[] Kinds = ["modelproviders", "observabilitydestinations", "workspaceprivacypolicies"];

    /// <summary>Why pods of any namespace that should be sent to the operator aren't; null: they are.</summary>
    public static RegistrationFault? OfInjection(V1MutatingWebhookConfiguration? configuration, string operatorNamespace) =>
        Namespaces.Select(labels => OfNamespace(configuration, labels, operatorNamespace))
            .FirstOrDefault(fault => fault is not null);

    /// <summary>Why a namespace's pods aren't sent to the operator, or may pass it by; null: they are sent.</summary>
    /// <param name="configuration">As it is; null: it is gone.</param>
    /// <param name="labels">Of the namespace.</param>
    /// <param name="operatorNamespace">Where the webhook's Service is.</param>
    public static RegistrationFault? OfNamespace(
        V1MutatingWebhookConfiguration? configuration, IReadOnlyDictionary<string, string>? labels, string operatorNamespace)
    {
        if (configuration is null)
            return Missing(Injection);
        var isAll = labels?.GetValueOrDefault(ResourceMarks.Inject) == ResourceMarks.InjectEnabled;
        var called = Ours(configuration.Webhooks?.Select(CalledWebhook.Of), operatorNamespace)
            .Where(webhook => webhook.Covers("", "v1", "pods")
                && webhook.NamespaceSelector?.Matches(labels) is not false
                && webhook.ObjectSelector?.Matches(isAll ? null : Asks) is not false)
            .ToList();
        var mayPass = labels?.GetValueOrDefault(FailurePolicyLabel) == Ignore;
        return called.Count == 0 ? Changed($"{Injection} was changed, and sends the operator no pod of this kind of namespace")
            : OfPassing(Injection, called, mayPass);
    }

    /// <summary>Why resources of ours aren't validated when they are written; null: they are.</summary>
    public static RegistrationFault? OfValidation(V1ValidatingWebhookConfiguration? configuration, string operatorNamespace)
    {
        if (configuration is null)
            return Missing(Validation);
        var called = Ours(configuration.Webhooks?.Select(CalledWebhook.Of), operatorNamespace)
            .Where(webhook => Kinds.All(kind => webhook.Covers(KubernetesGroup.Name, KubernetesGroup.Version, kind)))
            .ToList();
        return called.Count == 0 ? Changed($"{Validation} was changed, and doesn't send the operator all that is to be validated")
            : OfPassing(Validation, called, mayPass: false);
    }

    private static RegistrationFault? OfPassing(string configuration, List<CalledWebhook> called, bool mayPass) =>
        called.All(webhook => webhook.HasConditions)
            ? Changed($"{configuration} was given matchConditions, by which the operator isn't asked about everything")
            : !mayPass && called.All(webhook => webhook.FailurePolicy == "Ignore")
            ? Changed($"{configuration} was changed to failurePolicy: Ignore, and lets objects pass while no replica answers")
            : null;

    private static IEnumerable<CalledWebhook> Ours(IEnumerable<CalledWebhook>? webhooks, string operatorNamespace) =>
        (webhooks ?? []).Where(webhook => webhook.Service is not { } service
            || (service.NamespaceProperty == operatorNamespace && service.Name == OperatorNames.WebhookService));

    private static RegistrationFault Missing(string configuration) =>
        new(ConditionReasons.WebhookMissing, $"{configuration} doesn't exist");

    private static RegistrationFault Changed(string text) => new(ConditionReasons.WebhookChanged, text);
}
