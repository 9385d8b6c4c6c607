using System.Globalization;
using K8sRouter.Crds.ModelProviders;

namespace K8sRouter.Operator.Compilation.Endpoints;

/// <summary>
/// What is known at one instant about what happens to prompts at an endpoint. Whatever isn't confirmed is the worse answer.
/// </summary>
internal sealed record EndpointFacts
{
    /// <summary>How far ahead of us a clock or a time zone may be that dated the facts.</summary>
    private static readonly TimeSpan DateTolerance = TimeSpan.FromDays(1);

    /// <summary>Nobody has confirmed anything: trains, publishes, keeps without limit.</summary>
    public static EndpointFacts Unconfirmed { get; } = new() { Training = true, Publication = true };

    public bool Confirmed { get; private init; }

    public required bool Training { get; init; }

    public required bool Publication { get; init; }

    /// <summary>Null: not known, longer than any limit.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>When the facts become unconfirmed; null: they don't age.</summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary>When facts that are dated later than now begin to count; null: they count, or never will.</summary>
    public DateTimeOffset? BeginsAt { get; private init; }

    /// <summary>Where the facts come from in time, for sentences; null: they aren't dated.</summary>
    public string? Dating { get; private init; }

    /// <summary>The facts as written: the model's fields over the provider's. Their age isn't applied yet.</summary>
    public static EndpointFacts Of(DataPolicySpec? provider, DataPolicySpec? model)
    {
        if ((model?.Confirmed ?? provider?.Confirmed) is not true)
            return Unconfirmed;
        var verifiedAt = model?.VerifiedAt ?? provider?.VerifiedAt;
        var maxAgeDays = model?.MaxAgeDays ?? provider?.MaxAgeDays;
        var facts = new EndpointFacts
        {
            Confirmed = true,
            Training = model?.Training ?? provider?.Training ?? true,
            Publication = model?.Publication ?? provider?.Publication ?? true,
            RetentionDays = model?.RetentionDays ?? provider?.RetentionDays,
        };
        if (verifiedAt is null)
        {
            // A bound on the age of facts without a date can't be kept.
            return maxAgeDays is null ? facts : Unconfirmed;
        }
        if (!DateTimeOffset.TryParseExact(
                verifiedAt, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var verified))
        {
            return Unconfirmed;
        }
        return facts with
        {
            ExpiresAt = maxAgeDays is { } days ? verified.AddDays(days) : null,
            BeginsAt = verified - DateTolerance,
            Dating = maxAgeDays is null
                ? $"verified on {verifiedAt}"
                : $"verified on {verifiedAt} and hold for {maxAgeDays} days",
        };
    }

    /// <summary>
    /// Whether the facts are too old, or dated in the future, so that <see cref="Unconfirmed"/> stands in for them.
    /// </summary>
    public bool IsStale(DateTimeOffset now) => ExpiresAt <= now || BeginsAt > now;

    /// <summary>The next instant after <paramref name="now"/> at which <see cref="IsStale"/> changes; null: never.</summary>
    public DateTimeOffset? NextChange(DateTimeOffset now) =>
        BeginsAt > now ? BeginsAt : ExpiresAt > now ? ExpiresAt : null;
}
