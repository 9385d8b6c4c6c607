namespace K8sRouter.Core.DataPolicies;

/// <summary>
/// The rules that can exclude an endpoint: one list for configurations, errors, events, metric labels and documentation.
/// Words that the API documents for <c>excluded_by</c> are used where they exist.
/// </summary>
public static class ExclusionRules
{
    /// <summary>The provider trains on paid prompts, or its policy is unconfirmed.</summary>
    public const string PaidTraining = "data_policy:training";

    /// <summary>The provider trains on prompts to free endpoints, or its policy is unconfirmed.</summary>
    public const string FreeTraining = "data_policy:free_training";

    /// <summary>The provider may publish prompts to free endpoints, or its policy is unconfirmed.</summary>
    public const string FreePublication = "data_policy:publication";

    /// <summary>Zero data retention is required and the provider keeps prompts, or may.</summary>
    public const string ZeroDataRetention = "data_policy:zdr";

    /// <summary>The provider keeps prompts for longer than allowed.</summary>
    public const string Retention = "data_policy:retention";

    /// <summary>The request says <c>data_collection: deny</c> and the provider trains or publishes, or may.</summary>
    public const string DataCollection = "data_policy:collection";

    /// <summary>The facts about the provider are older than they may be.</summary>
    public const string FactsExpired = "data_policy:stale";

    /// <summary>The endpoint doesn't run in the workspace's region alone.</summary>
    public const string Region = "data_region";

    /// <summary>The provider isn't on an allow list, of the policy or of the request.</summary>
    public const string AllowedProviders = "allowed_providers";

    /// <summary>The provider is on an ignore list, of the policy or of the request.</summary>
    public const string IgnoredProviders = "ignored_providers";

    /// <summary>The model isn't on the policy's allow list.</summary>
    public const string AllowedModels = "allowed_models";

    /// <summary>The model is on the policy's ignore list.</summary>
    public const string IgnoredModels = "ignored_models";

    /// <summary>No credential of this provider may be held by the workspace.</summary>
    public const string NoCredential = "no_credential";

    /// <summary>The workspace's policy stands there and is invalid: what it would forbid can't be known.</summary>
    public const string PolicyInvalid = "policy_invalid";

    /// <summary>The endpoint doesn't serve the API that was called.</summary>
    public const string WrongApi = "wrong_endpoint";

    /// <summary>The endpoint lacks a parameter of the request, which says <c>require_parameters</c>.</summary>
    public const string RequireParameters = "require_parameters";

    /// <summary>The request names quantizations and this isn't one.</summary>
    public const string Quantization = "quantization";

    /// <summary>The endpoint costs more than the request's <c>max_price</c>.</summary>
    public const string MaxPrice = "max_price";

    /// <summary>The model's author doesn't allow distillation, which the request demands.</summary>
    public const string NotDistillable = "distillable_text";

    /// <summary>The request asks for <c>:free</c> and the endpoint isn't.</summary>
    public const string NotFree = "free_variant";

    /// <summary>The current configuration no longer holds the endpoint that the request had planned.</summary>
    public const string PolicyChanged = "policy_changed";
}
