namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>Why a watch began anew: labels of metrics.</summary>
internal static class RestartReasons
{
    /// <summary>The server ended it, as it was asked to.</summary>
    public const string Ended = "ended";

    /// <summary>The server ended it at once.</summary>
    public const string Short = "short";

    /// <summary>The version is too old for the server.</summary>
    public const string Expired = "expired";

    /// <summary>Nothing came for too long.</summary>
    public const string Silence = "silence";

    /// <summary>No connection, or it broke.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The server has too much to do.</summary>
    public const string Busy = "busy";

    /// <summary>We may not, or the kind isn't served.</summary>
    public const string Refused = "refused";

    /// <summary>Anything else.</summary>
    public const string Fault = "fault";
}
