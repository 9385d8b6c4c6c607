namespace K8sRouter.Sidecar.Errors;

/// <summary>Values of <c>error.availability.code</c>, each with the one status that it is answered with.</summary>
internal static class AvailabilityCodes
{
    public const string ModelNotFound = "model_not_found";
    public const string WrongEndpoint = "wrong_endpoint";
    public const string NoEndpoints = "no_endpoints";
    public const string PrivacyRestricted = "privacy_restricted";
    public const string ConstraintFiltered = "constraint_filtered";
    public const string FreeVariantEnded = "free_variant_ended";
    public const string RegionRestricted = "region_restricted";
    public const string CapacityExhausted = "capacity_exhausted";
    public const string TemporarilyUnavailable = "temporarily_unavailable";

    public static int StatusOf(string code) => code switch
    {
        ModelNotFound or WrongEndpoint => 400,
        RegionRestricted => 403,
        CapacityExhausted => 429,
        TemporarilyUnavailable => 503,
        _ => 404,
    };

    public static bool IsRetryable(string code) => code is CapacityExhausted or TemporarilyUnavailable;
}
