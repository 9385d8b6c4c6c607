using System.Net;
using K8sRouter.Operator.Kubernetes.Client;

namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>How a list or a watch ended.</summary>
/// <param name="Reason">One of <see cref="RestartReasons"/>.</param>
/// <param name="Problem">For people; null: it ended as it should.</param>
/// <param name="RetryAfter">How long the server asks to wait; null: it doesn't.</param>
internal sealed record InformerEnding(string Reason, string? Problem, TimeSpan? RetryAfter = null)
{
    /// <summary>
    /// Nothing says why: our idea of where we are may be what is wrong, and a list sets it right. A server that is away or busy
    /// is told apart, since a thousand lists are the last thing it needs when it is back.
    /// </summary>
    public bool IsUnexplained => Reason is RestartReasons.Fault or RestartReasons.Short or RestartReasons.Silence;

    /// <summary>The kind isn't served: if it comes back, it is with a history of its own.</summary>
    public bool IsKindGone { get; private init; }

    public static InformerEnding Of(Exception exception) => exception is KubernetesException refusal
        ? new InformerEnding(ReasonOf(refusal), Faults.Describe(refusal), refusal.RetryAfter) { IsKindGone = refusal.IsNotFound }
        : new InformerEnding(RestartReasons.Fault, Faults.Describe(exception));

    private static string ReasonOf(KubernetesException exception) => exception switch
    {
        { IsExpired: true } => RestartReasons.Expired,
        { StatusCode: null } => RestartReasons.Unreachable,
        { StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } =>
            RestartReasons.Busy,
        { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound } =>
            RestartReasons.Refused,
        _ => RestartReasons.Fault,
    };
}
