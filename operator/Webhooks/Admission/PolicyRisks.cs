using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>Risky settings of a WorkspacePrivacyPolicy.</summary>
internal static class PolicyRisks
{
    public static IReadOnlyList<Risk<WorkspacePrivacyPolicySpec>> All { get; } =
    [
        new("spec.training.paidModels", spec => spec.Training?.PaidModels == Permission.Allow,
            "prompts may be sent to providers that train on them"),
        new("spec.training.freeModels", spec => spec.Training?.FreeModels == Permission.Allow,
            "prompts to free models may be sent to providers that train on them"),
        new("spec.publication.freeModels", spec => spec.Publication?.FreeModels == Permission.Allow,
            "prompts to free models may be sent to providers that publish them"),
        new("spec.dataUse.enabled", spec => spec.DataUse?.Enabled is true,
            "the platform may use prompts and completions for purposes of its own"),
        new("spec.inputOutputLogging.samplingRate",
            spec => spec.InputOutputLogging is { Required: true, SamplingRate: < 1 },
            "logging is required, yet calls outside the sample are answered without being logged"),
        new("spec.inputOutputLogging.apiKeyHashes",
            spec => spec.InputOutputLogging is { Required: true, ApiKeyHashes: not null },
            "logging is required, yet calls with other keys are answered without being logged"),
        new("spec.inputOutputLogging.retentionDays",
            spec => spec.InputOutputLogging is { Enabled: true, RetentionDays: null },
            "absent: the content of calls is kept for 90 days, in a bucket only if its lifecycle rule says so"),
        new("spec.inputOutputLogging.retentionDays", spec => spec.InputOutputLogging?.RetentionDays > 3650,
            "the content of calls is kept for more than ten years"),
        new("spec.events.redis.tls", spec => spec.Events?.Redis is { Tls: false, Credentials: null },
            "events cross the network readable"),
    ];
}
