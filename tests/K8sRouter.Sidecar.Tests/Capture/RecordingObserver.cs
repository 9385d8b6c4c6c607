using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;

namespace K8sRouter.Sidecar.Tests.Capture;

/// <summary>Notes what an answer tells, and can hold the record back.</summary>
internal sealed class RecordingObserver : IAnswerObserver
{
    public const string FailureText = "data: {\"error\":true}\n\n";

    public TaskCompletionSource<bool>? Gate { get; init; }

    public int FirstTokens { get; private set; }

    public int Ends { get; private set; }

    public AnswerFailure? Failure { get; private set; }

    public bool MayEnd { get; init; } = true;

    public void OnFirstToken() => FirstTokens++;

    public async ValueTask<bool> OnEndAsync(AnswerFailure? failure)
    {
        Ends++;
        Failure = failure;
        return Gate is null ? MayEnd : await Gate.Task;
    }

    public void WriteFailure(PooledBuffer output, AnswerFailure failure) => output.Write("data: {\"error\":true}\n\n"u8);
}
