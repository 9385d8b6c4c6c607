using System.Buffers;
using K8sRouter.Operator.Diagnostics;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary><c>/validate</c>: judges resources of ours.</summary>
internal sealed class ResourceReviews(ResourceAdmission admission, WebhookMetrics metrics, ILogger<ResourceReviews> logger)
    : IAdmissionHandler
{
    /// <summary>Where it is asked.</summary>
    public const string Path = "/validate";

    public Action<TimeSpan> Answer(AdmissionRequest request, IBufferWriter<byte> output)
    {
        var decision = admission.Review(request);
        AdmissionReviewWriter.Write(output, request, decision);
        return duration => Tell(request, decision, duration);
    }

    private void Tell(AdmissionRequest request, AdmissionDecision decision, TimeSpan duration)
    {
        var ours = decision.Outcome != AdmissionOutcomes.NotOurs;
        var operation = request.Operation is "CREATE" or "UPDATE" or "DELETE" ? request.Operation : "other";
        metrics.Answered(ours ? request.Kind : "other", operation, decision.Outcome, duration);
        if (!decision.Allowed)
        {
            Log.AdmissionRefused(
                logger, operation, request.Kind, request.Namespace, request.Name, decision.Problems.Count, decision.Outcome);
        }
        else if (ours)
        {
            Log.AdmissionAllowed(
                logger, operation, request.Kind, request.Namespace, request.Name, decision.Outcome, decision.Warnings.Count);
        }
    }
}
