using System.CommandLine;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Commands.Logs;

/// <summary>The flags that say which generations are wanted.</summary>
internal sealed class FilterOptions
{
    private static readonly string[] Outcomes =
    [
        GenerationOutcomes.Completed, GenerationOutcomes.Cancelled, GenerationOutcomes.Failed, GenerationOutcomes.RouterCrashed,
    ];

    private readonly Option<string?> _since = CommonOptions.Text(
        "--since", "WHEN", "The earliest: an instant, a date (UTC), or how long ago (90m, 2h, 7d).");

    private readonly Option<string?> _until = CommonOptions.Text(
        "--until", "WHEN", "The first moment that is too late, written likewise.");

    private readonly Option<string?> _session = CommonOptions.Text("--session", "ID", "The caller's session.");
    private readonly Option<string?> _user = CommonOptions.Text("--user", "USER", "The request's user.");
    private readonly Option<string?> _model = CommonOptions.Text("--model", "MODEL", "As asked for, as served or canonical.");
    private readonly Option<string?> _provider = CommonOptions.Text("--provider", "PROVIDER", "Slug or name of who served.");

    private readonly Option<string?> _outcome = CommonOptions.Text(
        "--outcome", "OUTCOME", $"How it ended: {string.Join(", ", Outcomes)}.");

    private readonly Option<string?> _key = CommonOptions.Text(
        "--key", "KEY", "The caller's API key: its name, or the SHA-256 of its value.");

    public IEnumerable<Option> All => [_since, _until, _session, _user, _model, _provider, _outcome, _key];

    /// <summary>What is wanted.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="now">What durations count back from.</param>
    /// <exception cref="CommandException">A value can't be read.</exception>
    public GenerationQuery Query(ParseResult parsed, DateTimeOffset now)
    {
        var (from, to) = InstantArgument.Range(parsed.GetValue(_since), parsed.GetValue(_until), now);
        var key = parsed.GetValue(_key);
        var isHash = key is { Length: 64 } && key.All(char.IsAsciiHexDigit);
        return new GenerationQuery
        {
            From = from,
            To = to,
            SessionId = parsed.GetValue(_session),
            User = parsed.GetValue(_user),
            Model = parsed.GetValue(_model),
            Provider = parsed.GetValue(_provider),
            Outcome = Outcome(parsed),
            ApiKeyHash = isHash ? key!.ToLowerInvariant() : null,
            ApiKeyName = isHash ? null : key,
        };
    }

    /// <summary>The filter as it was written: two alike mean the same at the same time.</summary>
    public string Written(ParseResult parsed) => string.Join('\n', All.OfType<Option<string?>>()
        .Select(option => (option.Name, Value: parsed.GetValue(option)))
        .Where(given => given.Value is not null).Select(given => $"{given.Name}={given.Value}"));

    private string? Outcome(ParseResult parsed) =>
        parsed.GetValue(_outcome) is not { } outcome || Outcomes.Contains(outcome, StringComparer.Ordinal)
            ? parsed.GetValue(_outcome)
            : throw CommandException.Usage($"--outcome '{outcome}' isn't one. {NearNames.Sentence(outcome, Outcomes)}");
}
