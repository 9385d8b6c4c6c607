using System.Text.Json.Serialization;
using K8sRouter.Core.Destinations.Filtering;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ObservabilityDestinations;

/// <summary>One demand on a trace.</summary>
[ValidationRule("self.operator in ['exists', 'not_exists'] || (has(self.value) && self.value != '')",
    RuleMessages.FilterValueMissing)]
[ValidationRule("!(self.operator in ['exists', 'not_exists']) || !has(self.value)", RuleMessages.FilterValueSurplus)]
public sealed record FilterRule
{
    /// <summary>
    /// What is looked at. total_cost, in US dollars, total_tokens, prompt_tokens and completion_tokens are numbers; all others
    /// are text. provider is the slug or the display name. finish_reason is normalised, and error where the call failed. input is
    /// the text of the messages or the prompt, output that of the answer, without reasoning and tool calls; rules on them need
    /// <c>contentMode: Full</c>.
    /// </summary>
    [OneOf(FilterFields.Model, FilterFields.Provider, FilterFields.SessionId, FilterFields.UserId, FilterFields.ApiKeyName,
        FilterFields.FinishReason, FilterFields.Input, FilterFields.Output, FilterFields.TotalCost, FilterFields.TotalTokens,
        FilterFields.PromptTokens, FilterFields.CompletionTokens)]
    public required string Field { get; init; }

    /// <summary>
    /// How it is compared. Text has equals, not_equals, contains, not_contains, regex, starts_with and ends_with, and upper and
    /// lower case are apart; numbers have equals, not_equals, gt, lt, gte and lte; both have exists and not_exists. Where the
    /// field is unknown or empty, not_equals, not_contains and not_exists hold and all others don't. regex searches, by .NET's
    /// linear-time engine: without backreferences and look-around; <c>(?i)</c> at its beginning makes case alike.
    /// </summary>
    [OneOf(FilterOperators.EqualTo, FilterOperators.NotEqualTo, FilterOperators.Contains, FilterOperators.NotContains,
        FilterOperators.Regex, FilterOperators.StartsWith, FilterOperators.EndsWith, FilterOperators.Greater,
        FilterOperators.Less, FilterOperators.GreaterOrEqual, FilterOperators.LessOrEqual, FilterOperators.Exists,
        FilterOperators.NotExists)]
    [JsonPropertyName("operator")]
    public required string OperatorProperty { get; init; }

    /// <summary>
    /// With what it is compared; a number is written in quotes. Absent for exists and not_exists alone. Example:
    /// <c>openai/</c>.
    /// </summary>
    [Text(MaxLength = FilterPattern.MaxLength)]
    public string? Value { get; init; }
}
