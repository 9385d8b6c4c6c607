namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>What was sent isn't an admission review. The message is the answer's text and quotes nothing of the body.</summary>
internal sealed class AdmissionException(int status, string message) : Exception(message)
{
    /// <summary>Status of the HTTP answer.</summary>
    public int Status { get; } = status;
}
