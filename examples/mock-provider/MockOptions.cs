using System.Net;

namespace K8sRouter.MockProvider;

/// <summary>How one mock provider behaves.</summary>
internal sealed record MockOptions
{
    /// <summary>Address that it listens on.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>Port that it listens on; 0 picks a free one.</summary>
    public int Port { get; init; } = 9101;

    /// <summary>Appears in every answer, so that a reader sees who served.</summary>
    public string Name { get; init; } = "mock";

    /// <summary>The only key that is accepted; null: any, but one must be there.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the OpenAI wire format is spoken.</summary>
    public bool OpenAI { get; init; } = true;

    /// <summary>Whether the Anthropic wire format is spoken.</summary>
    public bool Anthropic { get; init; } = true;

    /// <summary>Models that exist; null: every name does.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Top-level request fields accepted beyond the documented ones, as some compatible servers do.</summary>
    public IReadOnlyList<string> ExtraFields { get; init; } = [];

    /// <summary>Between two pieces of a streamed answer.</summary>
    public TimeSpan TokenDelay { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>How late the headers are under the fault <c>slow-headers</c>.</summary>
    public TimeSpan FaultDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Bytes of a request's body above which 413 is answered.</summary>
    public long BodyLimit { get; init; } = 32 * 1024 * 1024;

    /// <summary>Name of the field that carries reasoning in chat answers: compatible servers differ.</summary>
    public string ReasoningField { get; init; } = "reasoning";

    /// <summary>One line per request is appended here; null: nowhere.</summary>
    public string? LogFile { get; init; }
}
