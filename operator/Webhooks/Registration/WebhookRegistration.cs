using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Webhooks.Registration;

/// <summary>
/// Watches the two webhook configurations, which anybody with the right may delete or change: without them the operator isn't
/// asked, and nothing else would tell. No replica gets unready by it, since another one wouldn't be asked either.
/// </summary>
internal sealed class WebhookRegistration
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly string _operatorNamespace;
    private readonly IInformer<V1MutatingWebhookConfiguration> _injection;
    private readonly IInformer<V1ValidatingWebhookConfiguration> _validation;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <param name="factory">Makes the watches.</param>
    /// <param name="operatorNamespace">Where the webhook's Service is.</param>
    /// <param name="time">Says since when, and paces the looks.</param>
    /// <param name="logger">Told of each fault once, and of its end.</param>
    public WebhookRegistration(InformerFactory factory, string operatorNamespace, TimeProvider time, ILogger logger)
    {
        (_operatorNamespace, _time, _logger) = (operatorNamespace, time, logger);
        // By name, as our rights to them are.
        _injection = factory.Create(new InformerOptions<V1MutatingWebhookConfiguration>
        {
            FieldSelector = $"metadata.name={OperatorNames.InjectionWebhook}",
        });
        _validation = factory.Create(new InformerOptions<V1ValidatingWebhookConfiguration>
        {
            FieldSelector = $"metadata.name={OperatorNames.Webhook}",
        });
    }

    /// <summary>Told that one of them is another now; set by who leads, who looks at everything then anyway.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>By the name of each configuration that is known, what is wrong with it; null: nothing.</summary>
    public IReadOnlyDictionary<string, RegistrationFault?> Faults
    {
        get
        {
            var faults = new Dictionary<string, RegistrationFault?>();
            if (_injection.HasSynced)
                faults.Add(OperatorNames.InjectionWebhook, RegistrationRules.OfInjection(Injection, _operatorNamespace));
            if (_validation.HasSynced)
                faults.Add(OperatorNames.Webhook, RegistrationRules.OfValidation(Validation, _operatorNamespace));
            return faults;
        }
    }

    private V1MutatingWebhookConfiguration? Injection => _injection.Get(null, OperatorNames.InjectionWebhook);

    private V1ValidatingWebhookConfiguration? Validation => _validation.Get(null, OperatorNames.Webhook);

    /// <summary>Why pods of a namespace with these labels don't reach the operator; null: they do, as far as is known.</summary>
    public RegistrationFault? Of(IReadOnlyDictionary<string, string>? labels)
    {
        if (!_injection.HasSynced || RegistrationRules.OfNamespace(Injection, labels, _operatorNamespace) is not { } fault)
            return null;
        lock (_lock)
            return fault with { Since = _seen.GetValueOrDefault(OperatorNames.InjectionWebhook)?.Since ?? _time.GetUtcNow() };
    }

    /// <summary>Watches until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        TaskGroup.RunAsync([_injection.RunAsync, _validation.RunAsync, LookAsync], cancellationToken);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        using var injection = _injection.Subscribe(_ => Look());
        using var validation = _validation.Subscribe(_ => Look());
        using var timer = new PeriodicTimer(BetweenLooks, _time);
        try
        {
            // What isn't there when the watch begins is no change that anybody is told of.
            while (await timer.WaitForNextTickAsync(cancellationToken))
                Look();
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }

    private void Look()
    {
        var news = false;
        lock (_lock)
        {
            foreach (var (name, fault) in Faults)
            {
                var version = (name == OperatorNames.Webhook ? Validation?.Metadata : Injection?.Metadata)?.ResourceVersion;
                var before = _seen.GetValueOrDefault(name);
                if (before is not null && before.Version == version)
                    continue;
                news = true;
                var since = before is not null && before.Fault == fault ? before.Since : _time.GetUtcNow();
                _seen[name] = new Seen(version, fault, since);
                if (fault is not null && fault != before?.Fault)
                    Log.WebhookUnregistered(_logger, fault.Text, fault.Reason);
                else if (fault is null && before?.Fault is not null)
                    Log.WebhookRegistered(_logger, name);
            }
        }
        if (news)
            Changed();
    }

    private sealed record Seen(string? Version, RegistrationFault? Fault, DateTimeOffset Since);
}
