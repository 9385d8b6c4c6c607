namespace K8sRouter.Benchmarks.Load;

/// <summary>Looks at every byte of a response's body, so that a wrong answer is never counted as a fast one.</summary>
internal interface IResponseCheck
{
    /// <summary>Before each response.</summary>
    void Begin();

    /// <summary>A piece of the body, without the framing of the transfer.</summary>
    /// <param name="piece">The bytes.</param>
    /// <param name="now">Monotonic clock at their arrival.</param>
    void Accept(ReadOnlySpan<byte> piece, long now);

    /// <summary>After the last piece: what is wrong; null: nothing.</summary>
    string? End();
}
