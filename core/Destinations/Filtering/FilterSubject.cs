using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations.Filtering;

/// <summary>
/// What is known of one generation when it is decided about. Texts of the content are made when first asked for.
/// </summary>
/// <param name="record">Its metadata.</param>
/// <param name="stage">How far it has come.</param>
/// <param name="content">Its content; null: there is none, or the destination may not hold it.</param>
internal sealed class FilterSubject(GenerationRecord record, GenerationStage stage, CapturedContent? content)
{
    private string? _input;
    private string? _output;

    public bool Knows(string field) => stage >= FilterFields.KnownFrom(field);

    public decimal? Number(string field) => FilterFields.Number(field, record);

    /// <summary>A field's text, and another under which it is known too; null or empty: it doesn't exist.</summary>
    public (string? Text, string? Other) Text(string field) => field switch
    {
        FilterFields.Input => (Input(), null),
        FilterFields.Output => (Output(), null),
        FilterFields.Provider => (FilterFields.Metadata(field, record), record.ProviderName),
        _ => (FilterFields.Metadata(field, record), null),
    };

    private string? Input() => content is null ? null : _input ??= FilterTexts.Input(record.Api, content);

    private string? Output() => content is null ? null : _output ??= FilterTexts.Output(record, content);
}
