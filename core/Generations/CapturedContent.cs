namespace K8sRouter.Core.Generations;

/// <summary>
/// One generation's content as it was on the wire, not yet assembled: what the journal carries from the road of a request to
/// the sinks. Assembly (<see cref="GenerationContent"/>) happens there, off the road.
/// </summary>
public sealed record CapturedContent
{
    /// <summary>The caller's JSON body; cut where <see cref="RequestTruncated"/>.</summary>
    public ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>Whether the copy of the request was cut at its byte budget.</summary>
    public bool RequestTruncated { get; init; }

    /// <summary>What <see cref="Response"/> holds.</summary>
    public CapturedResponseFormat ResponseFormat { get; init; }

    /// <summary>The answer, in <see cref="ResponseFormat"/>; cut where <see cref="ResponseTruncated"/>.</summary>
    public ReadOnlyMemory<byte> Response { get; init; }

    /// <summary>Whether the copy of the answer was cut at its byte budget.</summary>
    public bool ResponseTruncated { get; init; }

    /// <summary>
    /// JSON array of the attempts' errors, <c>{code, message, provider_name, raw}</c>, the deciding one last; empty: none.
    /// </summary>
    public ReadOnlyMemory<byte> Errors { get; init; }
}
