using System.Buffers;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>Answers the API server's questions of one path. Everything that it needs is in memory.</summary>
internal interface IAdmissionHandler
{
    /// <summary>Writes the answer to a request.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="output">Gets the whole <c>AdmissionReview</c>.</param>
    /// <returns>
    /// What counts and logs it, called with the time it took once the answer has been sent: before that, nothing has happened.
    /// </returns>
    /// <exception cref="AdmissionException">What was sent can't be judged.</exception>
    Action<TimeSpan> Answer(AdmissionRequest request, IBufferWriter<byte> output);
}
