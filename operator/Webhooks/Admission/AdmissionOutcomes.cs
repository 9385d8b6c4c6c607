namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>Why a request was answered as it was: reasons in the log, labels of metrics.</summary>
internal static class AdmissionOutcomes
{
    /// <summary>Allowed: nothing is wrong.</summary>
    public const string Valid = "Valid";

    /// <summary>Allowed: the spec is the stored one, whatever it is.</summary>
    public const string Unchanged = "Unchanged";

    /// <summary>Allowed: the object goes.</summary>
    public const string Deleting = "Deleting";

    /// <summary>Allowed: the object, or the part of it, isn't ours to judge.</summary>
    public const string NotOurs = "NotOurs";

    /// <summary>Refused: the object is wrong.</summary>
    public const string Invalid = "Invalid";

    /// <summary>Answered with an error: what was sent isn't a review.</summary>
    public const string Unreadable = "Unreadable";

    /// <summary>Answered with an error of ours.</summary>
    public const string Failed = "Failed";
}
