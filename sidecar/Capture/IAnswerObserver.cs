using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture;

/// <summary>What an answer tells the request that it belongs to.</summary>
internal interface IAnswerObserver
{
    /// <summary>The first text, reasoning or tool call has arrived.</summary>
    void OnFirstToken();

    /// <summary>
    /// The answer is complete, or has failed, and its last bytes are still held back: the generation is recorded now. False:
    /// it couldn't be recorded although it must be, and the answer must not end as if all were well.
    /// </summary>
    /// <param name="failure">What broke it; null: it is complete.</param>
    ValueTask<bool> OnEndAsync(AnswerFailure? failure);

    /// <summary>Writes the API's error event and the API's end of a stream.</summary>
    void WriteFailure(PooledBuffer output, AnswerFailure failure);
}
