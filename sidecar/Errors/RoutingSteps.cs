namespace K8sRouter.Sidecar.Errors;

/// <summary>Names of the steps of routing, as <c>failed_routing_step</c> and <c>routing_funnel</c> show them.</summary>
internal static class RoutingSteps
{
    public const string Initial = "Initial Endpoints";
    public const string Guardrails = "Filter by Guardrails";
    public const string Api = "Filter by API";
    public const string AllowedProviders = "Filter by Allowed Providers";
    public const string IgnoredProviders = "Filter by Ignored Providers";
    public const string Credentials = "Filter by Credentials";
    public const string DataPolicy = "Filter by Data Policy";
    public const string DataRegion = "Filter by Data Region";
    public const string Parameters = "Filter by Parameters";
    public const string Quantization = "Filter by Quantization";
    public const string MaxPrice = "Filter by Max Price";
    public const string Distillation = "Filter by Distillable Text";
    public const string FreeVariant = "Filter by Free Variant";
    public const string CurrentPolicy = "Filter by Current Policy";

    public static IReadOnlyList<string> InOrder { get; } =
    [
        Guardrails, Api, AllowedProviders, IgnoredProviders, Credentials, DataPolicy, DataRegion, Parameters, Quantization,
        MaxPrice, Distillation, FreeVariant, CurrentPolicy,
    ];
}
