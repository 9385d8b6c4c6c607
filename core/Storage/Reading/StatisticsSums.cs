namespace K8sRouter.Core.Storage.Reading;

/// <summary>Sums by name, of a bounded number of names: what comes later goes together.</summary>
internal sealed class StatisticsSums(int mostNames)
{
    private readonly Dictionary<string, StatisticsLine> _byName = [];
    private StatisticsLine _others = new();

    public void Add(string name, StoredGeneration generation)
    {
        if (_byName.TryGetValue(name, out var line) || _byName.Count < mostNames)
            _byName[name] = Sum(line ?? new() { Name = name }, generation);
        else
            _others = Sum(_others, generation);
    }

    public static StatisticsLine Sum(StatisticsLine line, StoredGeneration generation)
    {
        var record = generation.Record;
        bool hasContent = generation is { ContentObject: not null, Erased: false };
        return line with
        {
            Generations = line.Generations + 1,
            WithContent = line.WithContent + (hasContent ? 1 : 0),
            ContentBytes = line.ContentBytes + (hasContent ? generation.ContentLength : 0),
            PromptTokens = line.PromptTokens + (record.Usage?.Prompt ?? 0),
            CompletionTokens = line.CompletionTokens + (record.Usage?.Completion ?? 0),
            TotalCost = line.TotalCost + (record.Cost?.Total ?? 0),
            ChargedCost = line.ChargedCost + (record.Cost?.Charged ?? 0),
            Unpriced = line.Unpriced + (record.Cost is null ? 1 : 0),
        };
    }

    /// <summary>By name; what goes together comes last.</summary>
    public IReadOnlyList<StatisticsLine> ByName() =>
        [.. _byName.Values.OrderBy(line => line.Name, StringComparer.Ordinal), .. Others()];

    /// <summary>Most generations first; what goes together comes last.</summary>
    public IReadOnlyList<StatisticsLine> ByCount() =>
    [
        .. _byName.Values.OrderByDescending(line => line.Generations).ThenBy(line => line.Name, StringComparer.Ordinal),
        .. Others(),
    ];

    private IEnumerable<StatisticsLine> Others() => _others.Generations == 0 ? [] : [_others];
}
