using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Operator.Commands.Logs.Exporting;

/// <summary>What is exported.</summary>
internal sealed record ExportWish
{
    /// <summary>What is wanted; durations count back from an instant, that of the first start however often resumed.</summary>
    public required Func<DateTimeOffset, GenerationQuery> Query { get; init; }

    /// <summary>The filter as it was written.</summary>
    public required string Filter { get; init; }

    /// <summary>Whether content goes into the lines.</summary>
    public required bool WithContent { get; init; }
}
